import { endOfTimeMs, emptyFrame, frameMs, type Frame } from "../core/frame.ts";
import type { Batch, Reading, Receipt, TimeRange } from "../core/store.ts";
import { requestsIn } from "../metrics/requests-of.ts";
import { readCell, swapCell, type CellSwap } from "./cells.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { KeyValue } from "./key-value.ts";
import { mergeSteps } from "./merge-steps.ts";
import { readNotes, writeNote } from "./notes.ts";
import { planRuns } from "./read-plan.ts";
import { finest, rowKey } from "./resolution.ts";
import type { Row } from "./row.ts";
import { isOpen, Rollup, type Progress } from "./rollup.ts";
import { Rows } from "./rows.ts";

/**
 * The store's arithmetic over an ordered key-value host.
 *
 * A bucket and the sequence numbers that it holds are one row, so a flush writes one row a bucket, and a batch that is
 * sent again finds its own number in the row that it would change.
 */
export class Engine {
  readonly #rows: Rows;
  readonly #rollup: Rollup;

  constructor(host: KeyValue) {
    this.#rows = new Rows(host);
    this.#rollup = new Rollup(this.#rows);
  }

  /** Applies a batch that has been checked. */
  apply(batch: Batch): Receipt {
    return this.#rows.transaction(() => {
      let applied = 0;
      let late = 0;
      let lateRequests = 0;
      for (const frame of batch.frames) {
        const progress = this.#rollup.progress();
        if (!isOpen(progress, frame.startMs)) {
          late++;
          lateRequests += requestsIn(frame);
        } else if (this.#applyFrame(batch, frame, progress)) applied++;
      }
      const duplicate = batch.frames.length - applied - late;
      return { applied, duplicate, late, lateRequests };
    });
  }

  /** Makes the coarser buckets that are due, and forgets what has been kept long enough. */
  rollUp(nowMs: number): void {
    this.#rollup.run(nowMs);
  }

  /** Whether nothing has ever been applied. */
  get isEmpty(): boolean {
    return this.#rollup.progress() === undefined;
  }

  /**
   * Reads a range from the coarsest buckets that fit; where only coarser ones are left, the range is widened to theirs.
   */
  read(range: TimeRange, stepMs: number): Reading {
    if (!(stepMs > 0 && stepMs % frameMs === 0)) {
      throw new RangeError(
        `Cannot read the store: the step is ${stepMs} ms; give a multiple of 10 s`,
      );
    }
    return this.#rows.snapshot(() => mergeSteps(this.#buckets(range, stepMs), stepMs));
  }

  /** Reads the closed total and what has come since. */
  totals(): Reading {
    return this.#rows.snapshot(() => {
      const closedTo = this.#rollup.progress()?.closedTo ?? 0;
      const open = mergeSteps(
        this.#buckets({ fromMs: closedTo, toMs: endOfTimeMs }, endOfTimeMs),
        endOfTimeMs,
      );
      const merger = new FrameMerger(0);
      merger.add(this.#rollup.closedTotal() ?? emptyFrame(0));
      for (const frame of open.frames) merger.add(frame);
      return { frames: [merger.toFrame()], sources: open.sources };
    });
  }

  /** Reads what people have noted. */
  notes(): readonly (readonly [name: string, text: string])[] {
    return this.#rows.snapshot(() => readNotes(this.#rows));
  }

  /** @throws RangeError when there is no room for it. */
  note(name: string, text: string): void {
    this.#rows.transaction(() => writeNote(this.#rows, name, text));
  }

  /** Reads what is in a cell at a time. */
  cell(name: string, nowMs: number): string | undefined {
    return this.#rows.snapshot(() => readCell(this.#rows, name, nowMs));
  }

  /** Writes a cell that has been checked, if what is in it is what is said; returns what was in it. */
  swapCell(swap: CellSwap, nowMs: number): string | undefined {
    return this.#rows.transaction(() => swapCell(this.#rows, swap, nowMs));
  }

  #applyFrame(batch: Batch, frame: Frame, progress: Progress | undefined): boolean {
    const key = rowKey(finest, frame.startMs);
    const bucket = this.#rows.open(key, frame.startMs);
    if (!bucket.add(batch.source, batch.sequence, frame)) return false;
    this.#rows.putBucket(key, bucket);
    this.#rollup.changed(frame.startMs, progress);
    return true;
  }

  *#buckets(range: TimeRange, stepMs: number): Iterable<Row> {
    const progress = this.#rollup.progress();
    if (progress === undefined) return;
    for (const { resolution, fromMs, toMs } of planRuns(progress, range, stepMs)) {
      yield* this.#rows.between(resolution, fromMs, toMs);
    }
  }
}
