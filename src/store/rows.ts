import type { KeyValue } from "./key-value.ts";
import { Bucket } from "./bucket.ts";
import { rowKey, type Resolution } from "./resolution.ts";
import type { FrameMerger } from "./frame-merger.ts";
import { parseRow, type Ledger, type Row } from "./row.ts";
import { formatBoundedRow } from "./row-size.ts";

/** Characters of row text whose parsed form is kept. */
const maxCachedLength = 12_000_000;
/** Buckets that are being written at a time, as far as clocks agree. */
const maxOpenBuckets = 16;

/** Rows of an ordered key-value host, parsed once as long as nobody else writes. */
export class Rows {
  readonly #host: KeyValue;
  readonly #open = new Map<string, Bucket>();
  readonly #parsed = new Map<string, { readonly row: Row; readonly length: number }>();
  #parsedLength = 0;
  #version: number | undefined;

  constructor(host: KeyValue) {
    this.#host = host;
  }

  /** Runs work that writes; all of it takes effect, or none. */
  transaction<T>(work: () => T): T {
    try {
      return this.#host.transaction(() => {
        this.#checkVersion();
        return work();
      });
    } catch (error) {
      this.#forgetAll();
      throw error;
    }
  }

  /** Runs work that only reads. */
  snapshot<T>(work: () => T): T {
    return this.#host.snapshot(() => {
      this.#checkVersion();
      return work();
    });
  }

  text(key: string): string | undefined {
    return this.#host.get(key);
  }

  keys(start: string, end: string): readonly string[] {
    return this.#host.keys(start, end);
  }

  deleteText(key: string): void {
    this.#host.delete(key);
  }

  putText(key: string, text: string): void {
    this.#host.put(key, text);
  }

  get(key: string): Row | undefined {
    const open = this.#open.get(key);
    if (open !== undefined) return open.toRow();
    const cached = this.#parsed.get(key);
    if (cached !== undefined) {
      this.#parsed.delete(key);
      this.#parsed.set(key, cached);
      return cached.row;
    }
    const text = this.#host.get(key);
    if (text === undefined) return undefined;
    const row = parseRow(text);
    this.#keep(key, row, text.length);
    return row;
  }

  /** Yields the rows of a resolution that begin in a range, oldest first. */
  *between(resolution: Resolution, fromMs: number, toMs: number, limit?: number): Iterable<Row> {
    for (const key of this.#host.keys(
      rowKey(resolution, fromMs),
      rowKey(resolution, toMs),
      limit,
    )) {
      const row = this.get(key);
      if (row !== undefined) yield row;
    }
  }

  /** The bucket to write batches into; `put` it when it has changed. */
  open(key: string, startMs: number): Bucket {
    let bucket = this.#open.get(key);
    if (bucket === undefined) {
      bucket = new Bucket(startMs, this.get(key));
      this.#open.set(key, bucket);
      this.#drop(key);
      const [oldest] = this.#open.keys();
      if (this.#open.size > maxOpenBuckets && oldest !== undefined) this.#open.delete(oldest);
    }
    return bucket;
  }

  putBucket(key: string, bucket: Bucket): void {
    this.#host.put(key, bucket.toText());
  }

  put(key: string, merger: FrameMerger, sources?: Ledger): void {
    const text = formatBoundedRow(merger, sources);
    this.#host.put(key, text);
    this.#open.delete(key);
    this.#drop(key);
    this.#keep(key, { sources, ...merger.toFrame() }, text.length);
  }

  deleteBetween(resolution: Resolution, fromMs: number, toMs: number): void {
    for (const key of this.#host.keys(rowKey(resolution, fromMs), rowKey(resolution, toMs))) {
      this.#host.delete(key);
      this.#open.delete(key);
      this.#drop(key);
    }
  }

  #checkVersion(): void {
    const version = this.#host.version();
    if (version !== this.#version) this.#forgetAll();
    this.#version = version;
  }

  #forgetAll(): void {
    this.#open.clear();
    this.#parsed.clear();
    this.#parsedLength = 0;
  }

  #keep(key: string, row: Row, length: number): void {
    this.#parsed.set(key, { row, length });
    this.#parsedLength += length;
    for (const oldest of this.#parsed.keys()) {
      if (this.#parsedLength <= maxCachedLength || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#parsedLength -= this.#parsed.get(key)?.length ?? 0;
    this.#parsed.delete(key);
  }
}
