import type { Frame, SeriesKey, SeriesValue } from "../core/frame.ts";
import { Histogram } from "../metrics/histogram.ts";

/** Adds frames up into one; the order in which they are added does not matter. */
export class FrameMerger {
  readonly #startMs: number;
  readonly #dropped = new Map<string, number>();
  readonly #series = new Map<SeriesKey, Histogram>();
  #started = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  add(frame: Frame): void {
    this.#started += frame.started;
    for (const [reason, count] of Object.entries(frame.dropped)) {
      this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
    }
    for (const [key, value] of Object.entries(frame.series)) {
      let histogram = this.#series.get(key);
      if (histogram === undefined) {
        histogram = new Histogram();
        this.#series.set(key, histogram);
      }
      histogram.merge(value);
    }
  }

  toFrame(): Frame {
    const series: [SeriesKey, SeriesValue][] = [];
    for (const [key, histogram] of this.#series) series.push([key, histogram.toValue()]);
    return {
      startMs: this.#startMs,
      started: this.#started,
      dropped: Object.fromEntries(this.#dropped),
      series: Object.fromEntries(series),
    };
  }
}
