import type { Clock } from "../core/clock.ts";
import { frameStart } from "../core/frame.ts";
import { Engine } from "./engine.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { parseRowKey, progressKey, RedisOverlay } from "./redis-overlay.ts";
import { currentProgress, formatRedisProgress, parseRedisProgress } from "./redis-progress.ts";
import { settleOver } from "./redis-reader.ts";
import { formatStoredRow } from "./redis-row.ts";
import { commitScript, lockScript, readScript, unlockScript } from "./redis-scripts.ts";
import { lockKey, timeToLiveSeconds } from "./redis-writer.ts";
import { minutely } from "./resolution.ts";
import { graceMs, isDue, type Progress } from "./rollup.ts";

/** A lock that is not given back, because its holder was stopped, ends by itself. */
const lockMs = 30_000;
/** Flushes that come too late to be rolled up make it begin again; not for ever. */
const maxAttempts = 5;
/** Characters to fetch, and to write, in one step; a Worker has 128 MB. */
const maxFetched = 24_000_000;
const maxWritten = 6_000_000;

/** Thrown when a step would take too much memory; nothing but its announcement was written. */
class StepTooLong extends Error {
  readonly stored: string;

  constructor(stored: string) {
    super("Cannot roll up so much in one step");
    this.stored = stored;
  }
}

/** A step of the rolling up: progress as it is stored, and up to where time is said to have come. */
interface Step {
  readonly stored: string;
  readonly current: Progress;
  readonly toMs: number;
}

/**
 * Rolls up by fetching rows, running the engine over them, and writing what it wrote, one client at a time.
 *
 * The lock saves work only: progress is written with what it speaks of, and only over the one that was read. It is
 * announced first up to where rows are going to be read, so that a flush which comes too late is seen.
 */
export class RedisRollup {
  readonly #connection: RedisConnection;
  readonly #clock: Clock | undefined;
  readonly #token: string;

  /** Goes by the server's clock, or by the one that is given. */
  constructor(connection: RedisConnection, token: string, clock: Clock | undefined) {
    this.#connection = connection;
    this.#token = token;
    this.#clock = clock;
  }

  /** Rolls up what is due; false when it has stopped before: somebody else is at it, or `isOver` has said so. */
  async run(isOver: () => boolean): Promise<boolean> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const found = await this.#lock();
      if (found === undefined) return false;
      const isDone = await this.#steps(found.stored, found.nowMs, isOver);
      if (isDone !== undefined) {
        await this.#connection.write(unlockScript, [lockKey], [this.#token], /^Y$/);
        return isDone;
      }
    }
    return false;
  }

  /** Undefined when somebody else has changed the progress. */
  async #steps(first: string, nowMs: number, isOver: () => boolean): Promise<boolean | undefined> {
    let stored = first;
    let stepMs = Infinity;
    while (stored !== "") {
      const current = currentProgress(parseRedisProgress(stored));
      if (current === undefined || !isDue(current, nowMs)) return true;
      if (isOver()) return false;
      const nextMs = (current.rolledTo[minutely.name] ?? 0) + minutely.stepMs + graceMs;
      try {
        const toMs = Math.min(nowMs, nextMs + stepMs);
        const after = await this.#step({ stored, current, toMs }, stepMs === 0);
        if (after === undefined) return undefined;
        if (after === stored) return true;
        stored = after;
      } catch (error) {
        if (!(error instanceof StepTooLong)) throw error;
        stepMs = frameStart(Math.min(stepMs, nowMs - nextMs) / 2, minutely.stepMs);
        stored = error.stored;
      }
    }
    return true;
  }

  /** Returns the progress written; undefined when there was another one than was expected. */
  async #step({ stored, current, toMs }: Step, isShortest: boolean): Promise<string | undefined> {
    const before = parseRedisProgress(stored);
    const rollingToMs = Math.max(
      frameStart(toMs - graceMs, minutely.stepMs),
      current.rolledTo[minutely.name] ?? 0,
      current.closedTo,
    );
    const announced = { ...before, made: current, rollingToMs, dirtyFromMs: undefined };
    const text = formatRedisProgress(announced);
    if (!(await this.#commit(stored, text, new Map()))) return undefined;
    const overlay = new RedisOverlay(announced, rollingToMs);
    const engine = new Engine(overlay);
    await settleOver(
      overlay,
      engine,
      () => engine.rollUp(toMs),
      (keys) => {
        if (overlay.fetchedLength > maxFetched && !isShortest) throw new StepTooLong(text);
        return this.#connection.readByScript(readScript, keys);
      },
    );
    const rows = new Map(overlay.written);
    const made: Progress = JSON.parse(rows.get(progressKey) ?? "null") ?? current;
    rows.delete(progressKey);
    const written = [...rows.values()].reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (written > maxWritten && !isShortest) throw new StepTooLong(text);
    const after = formatRedisProgress({ ...announced, made });
    return (await this.#commit(text, after, rows)) ? after : undefined;
  }

  async #lock(): Promise<{ readonly stored: string; readonly nowMs: number } | undefined> {
    const args = [this.#token, String(lockMs)];
    const answer = await this.#connection.write(
      lockScript,
      [lockKey, progressKey],
      args,
      /^(L$|T\d+ \d+\n)/,
    );
    if (answer === "L") return undefined;
    const end = answer.indexOf("\n");
    const [seconds = 0, microseconds = 0] = answer.slice(1, end).split(" ").map(Number);
    const serverMs = seconds * 1_000 + Math.floor(microseconds / 1_000);
    return { stored: answer.slice(end + 1), nowMs: this.#clock?.now() ?? serverMs };
  }

  async #commit(
    before: string,
    after: string,
    rows: ReadonlyMap<string, string | undefined>,
  ): Promise<boolean> {
    if (before === after && rows.size === 0) return true;
    const puts: [string, string][] = [];
    const removed: string[] = [];
    for (const [key, value] of rows) {
      if (value === undefined) removed.push(key);
      else puts.push([key, value]);
    }
    const answer = await this.#connection.write(
      commitScript,
      [lockKey, progressKey, ...puts.map(([key]) => key), ...removed],
      [
        this.#token,
        before,
        after,
        String(lockMs),
        String(puts.length),
        ...puts.flatMap(([key, value]) => [timeToLive(key), formatStoredRow(value)]),
      ],
      /^[YN]$/,
    );
    return answer === "Y";
  }
}

/** The total has no time, and stays for ever. */
function timeToLive(key: string): string {
  const { resolution, startMs } = parseRowKey(key);
  return startMs === Infinity ? "0" : String(timeToLiveSeconds(resolution));
}
