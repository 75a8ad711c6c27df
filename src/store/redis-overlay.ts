import type { KeyValue } from "./key-value.ts";
import { currentProgress, possibleStarts, type RedisProgress } from "./redis-progress.ts";
import { parseStoredRow } from "./redis-row.ts";
import { finest, resolutions, rowKey, type Resolution } from "./resolution.ts";

/** The row that the engine keeps its progress in. */
export const progressKey = "progress";

const firstChunk = 60;
const maxChunk = 1_000;
const maxChunkLength = 4_000_000;

/** Thrown through the engine: it has asked for rows that have to be fetched first. */
export class MissingRows extends Error {
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super("Cannot go on: rows have to be fetched first");
    this.keys = keys;
  }
}

/**
 * Shows the engine what has been fetched of Redis, and keeps what it writes.
 *
 * The engine asks and does not wait; what is not there yet makes it stop, with the keys that it will ask for next.
 */
export class RedisOverlay implements KeyValue {
  readonly #progress: RedisProgress;
  /** Up to where rows are going to be asked for, whatever is asked for now. */
  readonly #horizonMs: number;
  readonly #fetched = new Map<string, string | undefined>();
  readonly #written = new Map<string, string | undefined>();
  #chunk = firstChunk;
  #listed: readonly string[] = [];
  #fetchedLength = 0;

  constructor(progress: RedisProgress, horizonMs = 0) {
    this.#progress = progress;
    this.#horizonMs = horizonMs;
  }

  /** Characters of the rows fetched so far. */
  get fetchedLength(): number {
    return this.#fetchedLength;
  }

  /** How many of the finest buckets were asked for. */
  get finestRows(): number {
    return [...this.#fetched.keys()].filter((key) => key.startsWith(`${finest.name}/`)).length;
  }

  /** What was written: the new text by key, undefined where the row goes. */
  get written(): ReadonlyMap<string, string | undefined> {
    return this.#written;
  }

  /** Notes rows as they are stored; undefined where there is none. */
  keep(keys: readonly string[], values: readonly (string | undefined)[]): void {
    let length = 0;
    let found = 0;
    keys.forEach((key, index) => {
      const value = values[index];
      if (value !== undefined) {
        length += value.length;
        found++;
      }
      this.#fetched.set(key, value === undefined ? undefined : parseStoredRow(value));
    });
    this.#fetchedLength += length;
    const fitting = Math.floor((maxChunkLength * found) / Math.max(1, length));
    this.#chunk = Math.max(1, Math.min(maxChunk, this.#chunk * 4, fitting || maxChunk));
  }

  get(key: string): string | undefined {
    if (this.#written.has(key)) return this.#written.get(key);
    if (key === progressKey) {
      const progress = currentProgress(this.#progress);
      return progress === undefined ? undefined : JSON.stringify(progress);
    }
    if (!this.#fetched.has(key)) throw new MissingRows(this.#wanted(key));
    return this.#fetched.get(key);
  }

  put(key: string, value: string): void {
    this.#written.set(key, value);
  }

  delete(key: string): void {
    this.#written.set(key, undefined);
  }

  /** Lists where rows may be; with a limit, where they are. */
  keys(start: string, end: string, limit?: number): readonly string[] {
    const { resolution, startMs: fromMs } = parseRowKey(start);
    const { startMs: toMs } = parseRowKey(end);
    const starts = possibleStarts(this.#progress, resolution, fromMs, toMs);
    this.#listed = starts.map((startMs) => rowKey(resolution, startMs));
    if (limit === undefined) return this.#listed;
    const found: string[] = [];
    for (const key of this.#listed) {
      if (found.length === limit) break;
      if (this.get(key) !== undefined) found.push(key);
    }
    return found;
  }

  version(): number {
    return 0;
  }

  snapshot<T>(work: () => T): T {
    return work();
  }

  transaction<T>(work: () => T): T {
    this.#written.clear();
    return work();
  }

  /** The key, and those that are likely to be asked for after it. */
  #wanted(key: string): string[] {
    const { resolution, startMs } = parseRowKey(key);
    const keys = new Set([key]);
    const at = this.#listed.indexOf(key);
    const listed = at === -1 ? [] : this.#listed.slice(at + 1, at + maxChunk);
    const starts = possibleStarts(this.#progress, resolution, startMs, this.#horizonMs);
    const ahead = starts.slice(0, maxChunk).map((start) => rowKey(resolution, start));
    for (const next of [...listed, ...ahead]) {
      if (keys.size >= this.#chunk) break;
      if (!this.#fetched.has(next)) keys.add(next);
    }
    return [...keys];
  }
}

/** The resolution and the time of a row; rows of no resolution are listed nowhere. */
export function parseRowKey(key: string): {
  readonly resolution: Resolution;
  readonly startMs: number;
} {
  const [name = "", start = ""] = key.split("/");
  const resolution = resolutions.find((known) => known.name === name);
  return {
    resolution: resolution ?? finest,
    startMs: resolution === undefined ? Infinity : Number(start),
  };
}
