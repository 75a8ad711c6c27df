import type { Clock } from "./clock.ts";
import type { Frame } from "./frame.ts";

/** What one flush carries. Once made it never changes, so that sending it again is harmless. */
export interface Batch {
  /** One isolate or process. */
  readonly source: string;
  /** Counts up from 1 in each source; (source, sequence) names the batch. */
  readonly sequence: number;
  readonly frames: readonly Frame[];
}

/** What a store did with each frame of a batch. */
export interface Receipt {
  readonly applied: number;
  /** Frames that had been applied before and were left alone. */
  readonly duplicate: number;
  /** Frames that came after their bucket had been closed for good: refused, and so not counted. */
  readonly late: number;
  /** How many requests those had counted. */
  readonly lateRequests: number;
}

/** A batch that a store will never take, because it is none; sending it again is of no use. */
export class BatchRefusedError extends Error {
  override readonly name = "BatchRefusedError";
}

export interface StoreOptions {
  /** Tells which buckets are due to be rolled up and forgotten. @default the runtime's clock */
  readonly clock?: Clock | undefined;
}

/** A half-open range of time in milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The answer to a read: one merged frame a step, without empty ones, oldest first. */
export interface Reading {
  readonly frames: readonly Frame[];
  /**
   * Distinct sources that contributed to the minutes that were read; for totals, to those of the last two hours or so. Hours
   * and days do not keep which ones they were.
   */
  readonly sources: number;
}

/** Small texts by name, which people decide on and not requests: that a group of errors is resolved, say. */
export interface Notes {
  read(): Promise<readonly (readonly [name: string, text: string])[]>;
  /** Writes one over what was there; an empty text takes it away. */
  write(name: string, text: string): Promise<void>;
}

/**
 * Small texts by name for what several processes must agree on: who does something, how much of a budget is left.
 *
 * A cell that is not written again runs out, and is as good as never written then.
 */
export interface Cells {
  /** Reads what is in one; undefined where nothing is. */
  read(name: string): Promise<string | undefined>;
  /**
   * Writes one, if what is in it is `before`; returns what was in it, so that it was written if that is `before`.
   *
   * A reply may be lost: who needs to know then that it was the one who wrote puts something of its own into the text.
   *
   * @param before undefined for nothing
   * @param after undefined to empty it
   * @param keepMs how long it is kept; more than a second and less than two years
   * @throws RangeError when name or text are longer than they may be (64 and 4,000 characters), or the time is none
   */
  swap(
    name: string,
    before: string | undefined,
    after: string | undefined,
    keepMs: number,
  ): Promise<string | undefined>;
}

/**
 * Applies batches exactly once and answers queries.
 *
 * A store may throw, hang or lose its reply: callers send the same batch again.
 */
export interface Store {
  /** Whether figures cover the whole system or only the process that answers. */
  readonly coverage: "system" | "source";
  /** Applies the batch once, however often it is sent; resolves when it is durable. */
  apply(batch: Batch): Promise<Receipt>;
  /** Reads the frames of a range, merged into steps of `stepMs` (a multiple of 10 s). */
  read(range: TimeRange, stepMs: number): Promise<Reading>;
  /** Reads everything that was ever counted, as one frame. */
  totals(): Promise<Reading>;
  /** Where a store has none, nobody can resolve or mute a group of errors. */
  readonly notes?: Notes | undefined;
  /** Where a store has none, each process decides for itself. */
  readonly cells?: Cells | undefined;
  /** How much room everything in it takes, in bytes, where that can be known. */
  readonly storedBytes?: (() => Promise<number>) | undefined;
  close?(): void;
}
