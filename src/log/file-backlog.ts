import { BoundedQueue, type QueueLimits } from "../core/bounded-queue.ts";
import { FileChunk, type QueuedLine } from "./file-chunk.ts";
import type { SinkCounts } from "./log-record.ts";

/** Most that one write carries. Small integers: with Infinity, V8 recompiles whatever reads limits again and again. */
const maxChunkRecords = 1_000_000;
const maxChunkBytes = 4_194_304;

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
}

/** Lines on their way to files: those that wait, those that are being written, and what became of the rest. */
export class FileBacklog {
  readonly #queue: BoundedQueue<QueuedLine>;
  readonly #dropped = new Map<string, number>();
  /** What is being written, or could not be. */
  #chunk: FileChunk | undefined;
  #delivered = 0;
  /** Number of the last line that came. */
  #sequence = 0;
  /** Lines up to this one are written without waiting for more. */
  #wanted = 0;
  #waiters: Waiter[] = [];

  constructor(limits: QueueLimits) {
    this.#queue = new BoundedQueue(limits);
  }

  get isEmpty(): boolean {
    return this.#chunk === undefined && this.#queue.records === 0;
  }

  /** Whether there is something to be written without waiting for more. */
  get isWanted(): boolean {
    if (this.#chunk !== undefined) return true;
    return (this.#queue.oldest?.sequence ?? Infinity) <= this.#wanted;
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** Characters that wait. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** Adds a line; `reason` is why others are dropped for it, if the queue is full. */
  push(text: string, isPrecious: boolean, reason: string): void {
    this.#sequence++;
    const line = { text, bytes: text.length + 1, sequence: this.#sequence, isPrecious };
    this.drop(reason, this.#queue.push(line));
  }

  /** Counts lines as dropped. */
  drop(reason: string, count: number): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  /** Lets everything be written that came so far. */
  want(): void {
    this.#wanted = this.#sequence;
  }

  /** Lets everything be written that came so far; resolves when that is done, or `release` says so. */
  async written(): Promise<void> {
    this.want();
    await new Promise<void>((resolve) => {
      this.#waiters.push({ sequence: this.#sequence, resolve });
    });
  }

  /** What is to be written next: the same until it is settled. */
  next(): FileChunk | undefined {
    const { oldest } = this.#queue;
    if (this.#chunk !== undefined || oldest === undefined) return this.#chunk;
    const maxBytes = Math.max(maxChunkBytes, oldest.bytes);
    this.#chunk = new FileChunk(this.#queue.take({ maxRecords: maxChunkRecords, maxBytes }));
    return this.#chunk;
  }

  /** Counts a chunk as delivered; twice does no harm. */
  settle(chunk: FileChunk): void {
    if (this.#chunk !== chunk) return;
    this.#chunk = undefined;
    this.#delivered += chunk.records;
    this.releaseSettled();
  }

  /** Lets those go on whose lines are all in files, or dropped. */
  releaseSettled(): void {
    if (this.#chunk === undefined) this.release((this.#queue.oldest?.sequence ?? Infinity) - 1);
  }

  /** Lets those go on who wait for lines up to this one. */
  release(sequence: number): void {
    if (this.#waiters.length === 0) return;
    const released = this.#waiters.filter((waiter) => waiter.sequence <= sequence);
    this.#waiters = this.#waiters.filter((waiter) => waiter.sequence > sequence);
    for (const { resolve } of released) resolve();
  }

  /** Drops everything that is left. */
  giveUp(reason: string): void {
    this.drop(reason, this.#queue.clear() + (this.#chunk?.records ?? 0));
    this.#chunk = undefined;
  }

  counts(): SinkCounts {
    return {
      delivered: this.#delivered,
      queued: this.#queue.records + (this.#chunk?.records ?? 0),
      dropped: Object.fromEntries(this.#dropped),
    };
  }
}
