import type { Frame } from "../core/frame.ts";
import { frameStart } from "../core/frame.ts";
import type { Batch, Reading, Receipt, TimeRange } from "../core/store.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { KeyValue } from "./key-value.ts";
import { addSequence, type Ledger } from "./ledger.ts";

/** One row: all series of one time bucket, and which batches are in it. */
interface Bucket {
  readonly sources: Ledger;
  readonly frame: Frame;
}

const resolution = "10s";

/**
 * The store's arithmetic over an ordered key-value host.
 *
 * A bucket and the sequence numbers that it holds are one row, so a flush writes one row a bucket, and a batch that is
 * sent again finds its own number in the row that it would change.
 */
export class Engine {
  readonly #host: KeyValue;

  constructor(host: KeyValue) {
    this.#host = host;
  }

  apply(batch: Batch): Receipt {
    return this.#host.transaction(() => {
      let applied = 0;
      for (const frame of batch.frames) {
        if (this.#applyFrame(batch, frame)) applied++;
      }
      return { applied, duplicate: batch.frames.length - applied };
    });
  }

  read(range: TimeRange, stepMs: number): Reading {
    const steps = new Map<number, FrameMerger>();
    const sources = new Set<string>();
    const start = bucketKey(frameStart(range.fromMs));
    for (const [, value] of this.#host.list(start, bucketKey(range.toMs))) {
      const bucket = parseBucket(value);
      const stepStart = frameStart(bucket.frame.startMs, stepMs);
      let merger = steps.get(stepStart);
      if (merger === undefined) {
        merger = new FrameMerger(stepStart);
        steps.set(stepStart, merger);
      }
      merger.add(bucket.frame);
      for (const source of Object.keys(bucket.sources)) sources.add(source);
    }
    return { frames: [...steps.values()].map((merger) => merger.toFrame()), sources: sources.size };
  }

  totals(): Reading {
    const merger = new FrameMerger(0);
    const sources = new Set<string>();
    for (const [, value] of this.#host.list(`${resolution}/`, `${resolution}0`)) {
      const bucket = parseBucket(value);
      merger.add(bucket.frame);
      for (const source of Object.keys(bucket.sources)) sources.add(source);
    }
    return { frames: [merger.toFrame()], sources: sources.size };
  }

  #applyFrame(batch: Batch, frame: Frame): boolean {
    const key = bucketKey(frame.startMs);
    const value = this.#host.get(key);
    const bucket = value === undefined ? undefined : parseBucket(value);
    const sources = addSequence(bucket?.sources ?? {}, batch.source, batch.sequence);
    if (sources === undefined) return false;
    const merger = new FrameMerger(frame.startMs);
    if (bucket !== undefined) merger.add(bucket.frame);
    merger.add(frame);
    this.#host.put(key, JSON.stringify({ sources, frame: merger.toFrame() }));
    return true;
  }
}

/** Times have a fixed width, so that keys order by time, in any year that a date can name. */
function bucketKey(startMs: number): string {
  return `${resolution}/${String(startMs).padStart(16, "0")}`;
}

function parseBucket(value: string): Bucket {
  return JSON.parse(value);
}
