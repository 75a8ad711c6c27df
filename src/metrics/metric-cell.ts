import type { SeriesValue } from "../core/frame.ts";
import { isCount } from "../core/is-count.ts";
import { metricScale, type MetricKind } from "../core/metric.ts";
import { Histogram } from "./histogram.ts";

/** What one metric has counted for one combination of its labels, in the form of `Frame.metrics`. */
export class MetricCell {
  readonly #kind: MetricKind;
  readonly #values: Histogram | undefined;
  #sum = 0;
  #count = 0;
  #negative = 0;
  #bytesIn = 0;
  #bytesInKnown = 0;
  #bytesOut = 0;
  #bytesOutKnown = 0;

  constructor(kind: MetricKind) {
    this.#kind = kind;
    this.#values = kind === "histogram" ? new Histogram() : undefined;
  }

  /** Counts a value that `isRecordable` has let through. */
  record(value: number): void {
    if (this.#values !== undefined) {
      this.#values.recordValue(value);
      return;
    }
    if (value < 0) this.#negative = added(this.#negative, -value);
    else this.#sum = added(this.#sum, value);
    this.#count++;
  }

  /** Counts the bytes of a call of another service; undefined where they are not known. */
  recordBytes(bytesIn: number | undefined, bytesOut: number | undefined): void {
    if (isCount(bytesIn)) {
      this.#bytesIn = Math.min(Number.MAX_SAFE_INTEGER, this.#bytesIn + bytesIn);
      this.#bytesInKnown++;
    }
    if (isCount(bytesOut)) {
      this.#bytesOut = Math.min(Number.MAX_SAFE_INTEGER, this.#bytesOut + bytesOut);
      this.#bytesOutKnown++;
    }
  }

  toValue(): SeriesValue {
    if (this.#values === undefined) {
      return this.#kind === "counter"
        ? [this.#sum, 0, 0, 0, 0, 0, 0, 0, 0]
        : [this.#sum, this.#count, this.#negative, 0, 0, 0, 0, 0, 0];
    }
    const value = [this.#bytesIn, this.#bytesInKnown, this.#bytesOut, this.#bytesOutKnown, 0, 0];
    this.#values.appendTo(value);
    return value;
  }
}

/** Tells whether a metric of this kind can count a value: only gauges go below zero. */
export function isRecordable(kind: MetricKind, value: number): boolean {
  return Number.isFinite(value) && (value >= 0 || kind === "gauge");
}

function added(sum: number, value: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, sum + Math.round(value * metricScale));
}
