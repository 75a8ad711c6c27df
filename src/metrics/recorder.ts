import type { GroupKey, GroupTally } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import { frameMs } from "../core/frame.ts";
import type { Observation } from "../core/observation.ts";
import type { RuntimeName } from "../core/runtime.ts";
import { flushOf } from "./flush-counter.ts";
import { FrameRecorder } from "./frame-recorder.ts";
import type { MetricHandle } from "./metric-handle.ts";
import type { CallBytes } from "./metric-recorder.ts";

/** About 10 MB of histograms: what a source keeps while its store cannot be reached. */
const maxSeriesKept = 20_000;
const maxFramesKept = 2_000;
/** About 1 MB: what one batch carries at the most, beyond its first frame. */
const maxSeriesTaken = 2_000;

/** Where counts come from, as their series name it. */
export interface Origin {
  readonly service: string;
  readonly release?: string | undefined;
  /** Where it is named, frames that are taken are counted under it. */
  readonly runtime?: RuntimeName | undefined;
}

/** What one source has counted and not yet handed to its store, by time bucket. */
export class Recorder {
  readonly #frames = new Map<number, FrameRecorder>();
  #current: FrameRecorder | undefined;
  #observations = 0;
  #begun = 0;
  #ended = 0;
  #seriesCount = 0;

  /** Observations that wait to be taken. */
  get observations(): number {
    return this.#observations;
  }

  /** Requests that have begun since this source did. */
  get begun(): number {
    return this.#begun;
  }

  /** Requests that have begun and not ended. */
  get active(): number {
    return Math.max(0, this.#begun - this.#ended);
  }

  /** How many batches it takes at the most to hand everything over: any two in a row are more than one may carry. */
  get batchesWaiting(): number {
    return Math.min(this.#frames.size, 1 + Math.floor((2 * this.#seriesCount) / maxSeriesTaken));
  }

  /** Series and metrics that wait to be taken. */
  get seriesCount(): number {
    return this.#seriesCount;
  }

  begin(timeMs: number): void {
    this.#begun++;
    this.#frame(timeMs).begin();
  }

  observe(timeMs: number, observation: Observation): void {
    this.#observations++;
    this.#ended++;
    const frame = this.#frame(timeMs);
    const before = frame.size;
    frame.observe(observation);
    this.#seriesCount += frame.size - before;
  }

  /** Counts a value of a metric; a counter adds it, a gauge tells it. */
  record(timeMs: number, handle: MetricHandle, value: number, bytes?: CallBytes): void {
    const frame = this.#frame(timeMs);
    const before = frame.size;
    frame.record(handle, value, bytes);
    this.#seriesCount += frame.size - before;
  }

  fail(timeMs: number, key: GroupKey, failure: GroupTally): void {
    this.#frame(timeMs).fail(key, failure);
  }

  drop(timeMs: number, reason: string, count = 1): void {
    this.#frame(timeMs).drop(reason, count);
  }

  /**
   * Takes the oldest frames out, as many as one batch may carry.
   *
   * @param beforeMs takes only buckets that begin before it
   */
  take({ service, release = "", runtime }: Origin, beforeMs: number = Infinity): Frame[] {
    const flush = runtime === undefined ? undefined : flushOf({ service, runtime, release });
    const taken: Frame[] = [];
    let series = 0;
    for (const [start, frame] of this.#frames) {
      if (start >= beforeMs) continue;
      if (taken.length > 0 && series + frame.size > maxSeriesTaken) break;
      series += frame.size;
      this.#observations -= frame.finished;
      const told = frame.toFrame(service, release);
      taken.push(
        flush === undefined ? told : { ...told, metrics: [...(told.metrics ?? []), flush] },
      );
      this.#frames.delete(start);
      if (frame === this.#current) this.#current = undefined;
    }
    this.#seriesCount -= series;
    return taken;
  }

  #frame(timeMs: number): FrameRecorder {
    const current = this.#current;
    if (current !== undefined) {
      const age = timeMs - current.startMs;
      if (age >= 0 && age < frameMs) return current;
    }
    return this.#open(timeMs);
  }

  #open(timeMs: number): FrameRecorder {
    const fresh = new FrameRecorder(timeMs);
    const frame = this.#frames.get(fresh.startMs) ?? fresh;
    if (frame === fresh) {
      this.#makeRoom(frame);
      this.#frames.set(frame.startMs, frame);
    }
    this.#current = frame;
    return frame;
  }

  /** Gives up the oldest frames when too much is kept, and notes in `heir` what that cost. */
  #makeRoom(heir: FrameRecorder): void {
    for (const [start, frame] of this.#frames) {
      if (this.#seriesCount < maxSeriesKept && this.#frames.size < maxFramesKept) break;
      this.#seriesCount -= frame.size;
      this.#observations -= frame.finished;
      // That they began stays counted: the gap to those that finished is what was given up.
      heir.begin(frame.started);
      if (frame.finished > 0) heir.drop("store_unavailable", frame.finished);
      if (frame.recorded > 0) heir.drop("metric_store_unavailable", frame.recorded);
      for (const [reason, count] of frame.dropped) heir.drop(reason, count);
      this.#frames.delete(start);
    }
  }
}
