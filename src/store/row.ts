import type { Frame, SeriesKey, SeriesValue } from "../core/frame.ts";
import type { Ledger } from "./ledger.ts";

/** What a bucket's row holds. */
export interface Row {
  /** Which batches are in it; only the names of their sources where it was rolled up. */
  readonly sources?: Ledger;
  readonly frame: Frame;
}

/**
 * A row as it is stored: pairs instead of objects wherever names come from outside.
 *
 * V8 15 misreads escaped property names now and then: `JSON.parse('{"a\\nb":1,"\\u0000":2}')` loses one on Deno 2.9.6, after
 * objects of like shape. Texts in lists are read right.
 */
interface StoredRow {
  readonly sources?: readonly (readonly [string, readonly number[]])[];
  readonly startMs: number;
  readonly started: number;
  readonly dropped: readonly (readonly [string, number])[];
  readonly series: readonly (readonly [SeriesKey, SeriesValue])[];
}

export function formatRow({ sources, frame }: Row): string {
  const stored: StoredRow = {
    ...(sources === undefined ? {} : { sources: Object.entries(sources) }),
    startMs: frame.startMs,
    started: frame.started,
    dropped: Object.entries(frame.dropped),
    series: Object.entries(frame.series),
  };
  return JSON.stringify(stored);
}

export function parseRow(text: string): Row {
  const { sources, startMs, started, dropped, series }: StoredRow = JSON.parse(text);
  return {
    ...(sources === undefined ? {} : { sources: Object.fromEntries(sources) }),
    frame: {
      startMs,
      started,
      dropped: Object.fromEntries(dropped),
      series: Object.fromEntries(series),
    },
  };
}
