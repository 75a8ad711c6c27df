import type { Frame } from "../core/frame.ts";

/** Which batches a bucket holds: per source, inclusive ranges of sequence numbers as [first, last, first, last, …]. */
export type Ledger = readonly (readonly [source: string, ranges: readonly number[]])[];

/** What a bucket's row holds, and how it is stored. */
export interface Row extends Frame {
  /** Which batches are in it; only the names of their sources where it was rolled up. */
  readonly sources?: Ledger | undefined;
}

export function parseRow(text: string): Row {
  return JSON.parse(text);
}
