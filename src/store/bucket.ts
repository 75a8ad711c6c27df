import type { Frame, SeriesValue } from "../core/frame.ts";
import { FrameMerger } from "./frame-merger.ts";
import { addSequence } from "./ledger.ts";
import type { Row } from "./row.ts";
import { formatBoundedRow } from "./row-size.ts";

/** More isolates than one bucket can hear of; who comes later is told to come again. */
const maxSources = 20_000;

/** A bucket that batches are being written into: its counters, and which batches they hold. */
export class Bucket {
  readonly #merger: FrameMerger;
  readonly #sources: Map<string, readonly number[]>;

  constructor(startMs: number, row: Row | undefined) {
    this.#merger = new FrameMerger(startMs);
    this.#sources = new Map(row?.sources);
    if (row !== undefined) this.#merger.add(row);
  }

  /**
   * Adds a frame, once for each sequence number of a source; false when it had been added before.
   *
   * @throws Error when it cannot hear of any more sources.
   */
  add(source: string, sequence: number, frame: Frame): boolean {
    const known = this.#sources.get(source);
    if (known === undefined && this.#sources.size >= maxSources) {
      throw new Error(
        `Cannot apply the batch: its bucket has heard of ${maxSources} sources; flush less often`,
      );
    }
    const ranges = addSequence(known ?? [], sequence);
    if (ranges === undefined) return false;
    this.#sources.set(source, ranges);
    // Copies: whoever sent the frame may go on using it.
    const series = frame.series.map(copied);
    const metrics = frame.metrics?.map(copied);
    const groups: Frame["groups"] =
      frame.groups === undefined ? undefined : JSON.parse(JSON.stringify(frame.groups));
    this.#merger.add({ ...frame, series, groups, metrics });
    return true;
  }

  toRow(): Row {
    return { sources: [...this.#sources], ...this.#merger.toFrame() };
  }

  /** The row as it is stored. */
  toText(): string {
    return formatBoundedRow(this.#merger, [...this.#sources]);
  }
}

function copied([key, value]: readonly [string, SeriesValue]): readonly [string, SeriesValue] {
  return [key, value.slice()];
}
