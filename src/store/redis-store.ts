import { Redis } from "@upstash/redis";
import { systemClock, type Clock } from "../core/clock.ts";
import { RandomIds } from "../core/random-ids.ts";
import type {
  Batch,
  Cells,
  Notes,
  Reading,
  Receipt,
  Store,
  StoreOptions,
  TimeRange,
} from "../core/store.ts";
import { Engine } from "./engine.ts";
import { RedisConnection, type RedisClient } from "./redis-connection.ts";
import { progressKey, RedisOverlay } from "./redis-overlay.ts";
import { parseRedisProgress } from "./redis-progress.ts";
import { RowsMoved, settleOver, steadyRows } from "./redis-reader.ts";
import { redisCells } from "./redis-cells.ts";
import { redisNotes } from "./redis-notes.ts";
import { RedisRollup } from "./redis-rollup.ts";
import { applyBatch } from "./redis-writer.ts";

/** Where a Redis speaks the REST protocol of Upstash. */
export interface RedisAddress {
  readonly url: string;
  readonly token: string;
}

export interface RedisStoreOptions extends StoreOptions {
  /** What all keys begin with. @default "edgewatch" */
  readonly prefix?: string | undefined;
  /** How long a command may take, where the store makes its own client. @default 8000 */
  readonly timeoutMs?: number | undefined;
}

/** A store in Redis. */
export interface RedisStore extends Store {
  /** Rolls up what is due. Flushes do it as well; from a cron, none of them has to wait for it. */
  compact(): Promise<void>;
}

/** Flushes leave it to others, to a cron at best, as long as not more than this is due. */
const maxBehindMs = 15 * 60_000;
/** Buckets of 10 s that a read may need before it sees to it that the next one has less to do: an hour and some. */
const maxFinestRows = 400;
/** Flushes must not take so long that they are sent again. */
const maxPassingMs = 3_000;
const retryMs = 60_000;
const maxReads = 10;

/**
 * Keeps counts in Redis, through a client of `@upstash/redis`, or at any address that speaks its REST protocol.
 *
 * A flush of one bucket takes three commands, however many series it carries.
 *
 * @throws TypeError when neither a client nor an address with its token is given.
 */
export function redisStore(
  redis: RedisClient | RedisAddress,
  { prefix = "edgewatch", timeoutMs = 8_000, clock }: RedisStoreOptions = {},
): RedisStore {
  if ("eval" in redis) return new RestStore(new RedisConnection(redis, prefix), clock);
  const { url, token } = redis;
  if (!url || !token) {
    throw new TypeError(
      "Cannot use the Redis store: url or token is missing; give both, or a client",
    );
  }
  const client = new Redis({
    url,
    token,
    // What is sent again is counted once; who sends batches has a longer breath than this.
    retry: { retries: 1 },
    signal: () => AbortSignal.timeout(timeoutMs),
    enableTelemetry: false,
    automaticDeserialization: false,
  });
  return new RestStore(new RedisConnection(client, prefix, token), clock);
}

class RestStore implements RedisStore {
  readonly coverage = "system";
  readonly notes: Notes;
  readonly cells: Cells;
  readonly #connection: RedisConnection;
  readonly #clock: Clock | undefined;
  readonly #ids = new RandomIds();
  #nextRollupMs = -Infinity;
  #token: string | undefined;

  constructor(connection: RedisConnection, clock: Clock | undefined) {
    this.notes = redisNotes(connection);
    this.cells = redisCells(connection);
    this.#connection = connection;
    this.#clock = clock;
  }

  async apply(batch: Batch): Promise<Receipt> {
    const { receipt, behindMs, isLocked } = await applyBatch(this.#connection, batch);
    if (behindMs >= maxBehindMs && !isLocked) await this.#rollUpInPassing();
    return receipt;
  }

  async read(range: TimeRange, stepMs: number): Promise<Reading> {
    return await this.#answer((engine) => engine.read(range, stepMs));
  }

  async totals(): Promise<Reading> {
    return await this.#answer((engine) => engine.totals());
  }

  async compact(): Promise<void> {
    await this.#rollUp(() => false);
  }

  async #answer(work: (engine: Engine) => Reading): Promise<Reading> {
    for (let reads = 0; reads < maxReads; reads++) {
      const [stored = ""] = await this.#connection.read([progressKey]);
      const overlay = new RedisOverlay(parseRedisProgress(stored));
      const rows = steadyRows(this.#connection, stored);
      try {
        const reading = await settleOver(overlay, new Engine(overlay), work, rows);
        if (overlay.finestRows > maxFinestRows) await this.#rollUpInPassing();
        return reading;
      } catch (error) {
        if (!(error instanceof RowsMoved)) throw error;
      }
    }
    throw new Error(
      "Cannot read from Redis: rows are rolled up faster than they are read; try again",
    );
  }

  /** Helps to keep up, now and then; what fails here is due again the next time. */
  async #rollUpInPassing(): Promise<void> {
    const clock = this.#clock ?? systemClock;
    const startMs = clock.monotonicMs();
    if (startMs < this.#nextRollupMs) return;
    this.#nextRollupMs = startMs + retryMs;
    try {
      await this.#rollUp(() => clock.monotonicMs() - startMs > maxPassingMs);
    } catch {
      // Whoever flushes or asks has got what it came for.
    }
  }

  async #rollUp(isOver: () => boolean): Promise<void> {
    this.#token ??= this.#ids.next(16);
    await new RedisRollup(this.#connection, this.#token, this.#clock).run(isOver);
  }
}
