import { frameStart, type Frame } from "../core/frame.ts";
import type { Batch, Reading, Receipt, TimeRange } from "../core/store.ts";
import { checkBatch } from "./check-batch.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { KeyValue } from "./key-value.ts";
import { addSequence } from "./ledger.ts";
import { planRuns } from "./read-plan.ts";
import { finest, rowKey } from "./resolution.ts";
import { formatRow, parseRow, type Row } from "./row.ts";
import { Rollup } from "./rollup.ts";

/** The furthest time that a Date can hold. */
const forever = 8.64e15;

/**
 * The store's arithmetic over an ordered key-value host.
 *
 * A bucket and the sequence numbers that it holds are one row, so a flush writes one row a bucket, and a batch that is
 * sent again finds its own number in the row that it would change.
 */
export class Engine {
  readonly #host: KeyValue;
  readonly #rollup: Rollup;
  readonly #now: () => number;

  constructor(host: KeyValue, now: () => number) {
    this.#host = host;
    this.#rollup = new Rollup(host);
    this.#now = now;
  }

  /** @throws TypeError when the batch is none; nothing of it is applied then. */
  apply(batch: Batch): Receipt {
    checkBatch(batch);
    const receipt = this.#host.transaction(() => {
      let applied = 0;
      let late = 0;
      for (const frame of batch.frames) {
        if (!this.#rollup.isOpen(frame.startMs)) late++;
        else if (this.#applyFrame(batch, frame)) applied++;
      }
      return { applied, late, duplicate: batch.frames.length - applied - late };
    });
    try {
      this.#rollup.run(this.#now());
    } catch {
      // The batch is in; what could not be rolled up now is due again at the next one.
    }
    return receipt;
  }

  /**
   * Reads a range from the coarsest buckets that fit; where only coarser ones are left, the range is widened to theirs.
   */
  read(range: TimeRange, stepMs: number): Reading {
    const steps = new Map<number, FrameMerger>();
    const sources = new Set<string>();
    for (const bucket of this.#buckets(range, stepMs)) {
      const start = frameStart(bucket.frame.startMs, stepMs);
      let merger = steps.get(start);
      if (merger === undefined) {
        merger = new FrameMerger(start);
        steps.set(start, merger);
      }
      merger.add(bucket.frame);
      for (const source of Object.keys(bucket.sources ?? {})) sources.add(source);
    }
    const frames = [...steps.values()].map((merger) => merger.toFrame());
    return { frames: frames.toSorted((a, b) => a.startMs - b.startMs), sources: sources.size };
  }

  /** Reads the closed total and what has come since. */
  totals(): Reading {
    const closedTo = this.#rollup.progress()?.closedTo ?? 0;
    const closed = this.#rollup.closedTotal();
    const merger = new FrameMerger(0);
    if (closed !== undefined) merger.add(closed);
    const open = this.read({ fromMs: closedTo, toMs: forever }, forever);
    for (const frame of open.frames) merger.add(frame);
    return { frames: [merger.toFrame()], sources: open.sources };
  }

  #applyFrame(batch: Batch, frame: Frame): boolean {
    const key = rowKey(finest, frame.startMs);
    const value = this.#host.get(key);
    const bucket = value === undefined ? undefined : parseRow(value);
    const sources = addSequence(bucket?.sources ?? {}, batch.source, batch.sequence);
    if (sources === undefined) return false;
    const merger = new FrameMerger(frame.startMs);
    if (bucket !== undefined) merger.add(bucket.frame);
    merger.add(frame);
    this.#host.put(key, formatRow({ sources, frame: merger.toFrame() }));
    this.#rollup.changed(frame.startMs);
    return true;
  }

  *#buckets(range: TimeRange, stepMs: number): Iterable<Row> {
    const progress = this.#rollup.progress();
    if (progress === undefined) return;
    for (const { resolution, fromMs, toMs } of planRuns(progress, range, stepMs)) {
      const rows = this.#host.list(rowKey(resolution, fromMs), rowKey(resolution, toMs));
      for (const [, value] of rows) yield parseRow(value);
    }
  }
}
