import { BoundedQueue } from "../core/bounded-queue.ts";
import { RandomIds } from "../core/random-ids.ts";
import { backOffMs } from "./back-off.ts";
import { createBatch, encodeBody, type HttpBatch, type QueuedLine } from "./http-batch.ts";
import { deliver, type Delivery } from "./http-delivery.ts";
import type { HttpPayload } from "./http-payload.ts";
import type { HttpPushSettings } from "./http-push-options.ts";
import type { SinkCounts } from "./log-record.ts";

interface Attempt {
  /** From then on whoever made it is taken for dead. */
  readonly untilMs: number;
  readonly abort: AbortController;
}

/** An attempt that is this late belongs to a request that was cancelled. */
const graceMs = 2_000;
const pollMs = 50;
const maxRetryAfterMs = 300_000;

/**
 * Holds what has been written and not been settled, and sends it batch by batch, one request at a time.
 *
 * Only values are kept, no promises: on Workers a promise of a request that has ended never settles (2026-11). The
 * batch that is being sent stays here, frozen, so that another request can send it again under the same id.
 */
export class HttpOutbox<Head = undefined> {
  readonly #settings: HttpPushSettings;
  readonly #payload: HttpPayload<Head>;
  readonly #queue: BoundedQueue<QueuedLine<Head>>;
  readonly #ids: RandomIds = new RandomIds();
  #source: string | undefined;
  #batches = 0;
  #batch: HttpBatch | undefined;
  #attempt: Attempt | undefined;
  #failures = 0;
  #notBeforeMs = -Infinity;
  #isFailureTold = false;
  #delivered = 0;
  readonly #dropped: Record<string, number> = {};

  constructor(settings: HttpPushSettings, payload: HttpPayload<Head>) {
    this.#settings = settings;
    this.#payload = payload;
    this.#queue = new BoundedQueue(settings.queue);
  }

  /** Whether there is enough for a batch. */
  get isFull(): boolean {
    const { maxBatchRecords, maxBatchBytes } = this.#settings;
    return this.#queue.records >= maxBatchRecords || this.#queue.bytes >= maxBatchBytes;
  }

  add(line: QueuedLine<Head>): void {
    const { maxBatchBytes, queue } = this.#settings;
    if (line.bytes > maxBatchBytes || line.bytes > queue.maxBytes) {
      this.drop("too_large", 1);
      return;
    }
    const dropped = this.#queue.push(line);
    if (dropped > 0) this.drop("queue_full", dropped);
  }

  /** Counts records that will never be delivered. */
  drop(reason: string, records: number): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + records;
  }

  /** Drops everything, and ends the request that is under way. */
  abandon(reason: string): void {
    const records = this.#queue.clear() + (this.#batch?.records ?? 0);
    if (records > 0) this.drop(reason, records);
    this.#batch = undefined;
    this.#attempt?.abort.abort();
  }

  /** Whether every record up to this one has been delivered or dropped. */
  isSettled(throughSequence: number): boolean {
    const sequence = this.#batch?.firstSequence ?? this.#queue.oldest?.sequence ?? Infinity;
    return sequence > throughSequence;
  }

  /** Whether nobody is sending and the receiver has not asked for time. */
  isReady(nowMs: number): boolean {
    return nowMs >= this.#notBeforeMs && nowMs >= (this.#attempt?.untilMs ?? -Infinity);
  }

  /** When there is something to do next, where records may wait for so long; undefined where there is nothing. */
  nextMs(nowMs: number, delayMs: number): number | undefined {
    const attemptEndsMs = this.#attempt?.untilMs ?? -Infinity;
    if (nowMs < attemptEndsMs) return Math.min(attemptEndsMs, nowMs + pollMs);
    if (this.#batch !== undefined) return Math.max(nowMs, this.#notBeforeMs);
    const { oldest } = this.#queue;
    if (oldest === undefined) return undefined;
    const dueMs = this.isFull ? nowMs : oldest.writtenMs + delayMs;
    return Math.max(nowMs, dueMs, this.#notBeforeMs);
  }

  /** Sends one batch once; never rejects. */
  async attempt(timeoutMs: number): Promise<void> {
    const { clock } = this.#settings;
    const batch = (this.#batch ??= this.#freeze());
    const attempt: Attempt = {
      untilMs: clock.monotonicMs() + timeoutMs + graceMs,
      abort: new AbortController(),
    };
    this.#attempt = attempt;
    batch.attempts++;
    const delivery = await this.#send(batch, attempt.abort, timeoutMs);
    const isLatest = this.#attempt === attempt;
    if (isLatest) this.#attempt = undefined;
    if (this.#batch !== batch) return;
    // Of an attempt that somebody has taken over from, only the success counts.
    if (isLatest || delivery.outcome === "delivered") this.#settle(batch, delivery);
  }

  counts(): SinkCounts {
    return {
      delivered: this.#delivered,
      queued: this.#queue.records + (this.#batch?.records ?? 0),
      dropped: { ...this.#dropped },
    };
  }

  #freeze(): HttpBatch {
    const { maxBatchRecords, maxBatchBytes } = this.#settings;
    this.#source ??= this.#ids.next(16);
    this.#batches++;
    const lines = this.#queue.take({ maxRecords: maxBatchRecords, maxBytes: maxBatchBytes });
    return createBatch(`${this.#source}-${this.#batches}`, lines, this.#payload);
  }

  async #send(batch: HttpBatch, abort: AbortController, timeoutMs: number): Promise<Delivery> {
    const { url, headers, gzip, fetch, clock } = this.#settings;
    const rules = this.#payload;
    try {
      const { content } = batch;
      const body = typeof content === "string" ? await encodeBody(content, gzip) : content;
      batch.content = body;
      const all = new Headers(headers);
      if (!all.has("content-type")) all.set("content-type", rules.contentType);
      if (gzip) all.set("content-encoding", "gzip");
      all.set("x-edgewatch-batch", batch.id);
      return await deliver({ url, headers: all, body }, { rules, fetch, clock, timeoutMs, abort });
    } catch (cause) {
      const error = new Error(`Cannot encode a batch of ${rules.noun}`, { cause });
      return { outcome: "failed", retryAfterMs: undefined, error };
    }
  }

  #settle(batch: HttpBatch, delivery: Delivery): void {
    const { clock, random, retries } = this.#settings;
    if (delivery.outcome === "failed") {
      this.#failures++;
      const askedMs = Math.min(delivery.retryAfterMs ?? 0, maxRetryAfterMs);
      this.#notBeforeMs =
        clock.monotonicMs() + Math.max(askedMs, backOffMs(this.#failures, random));
      this.#tell(delivery.error);
      if (batch.attempts <= retries) return;
      this.drop("gave_up", batch.records);
    } else {
      this.#failures = 0;
      if (delivery.outcome === "delivered") {
        this.#settleDelivered(batch, Math.min(delivery.refused, batch.records));
      } else {
        this.drop(delivery.reason, batch.records);
        this.#tell(delivery.error);
      }
    }
    this.#batch = undefined;
  }

  /** The receiver took the batch, perhaps without some records that it would never take. */
  #settleDelivered({ records }: HttpBatch, refused: number): void {
    this.#delivered += records - refused;
    if (refused === 0) {
      this.#isFailureTold = false;
      return;
    }
    this.drop("rejected_partly", refused);
    const { noun } = this.#payload;
    const { origin } = this.#settings.url;
    this.#tell(new Error(`Cannot deliver ${refused} ${noun} to ${origin}: it refused them`));
  }

  #tell(error: Error): void {
    if (this.#isFailureTold) return;
    this.#isFailureTold = true;
    try {
      this.#settings.onFailure(error);
    } catch {
      // Nobody is left to be told.
    }
  }
}
