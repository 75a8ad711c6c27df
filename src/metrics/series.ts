import { durationsAt, type SeriesValue } from "../core/frame.ts";
import { Histogram } from "./histogram.ts";

/** What one request adds to its series; what is not known is undefined, and is not counted as zero. */
export interface Measured {
  readonly durationMs: number;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly cpuMs: number | undefined;
}

/** The counters of one combination of labels. */
export class Series {
  readonly durations: Histogram = new Histogram();
  #bytesIn = 0;
  #bytesInKnown = 0;
  #bytesOut = 0;
  #bytesOutKnown = 0;
  #cpuUs = 0;
  #cpuKnown = 0;

  get bytesIn(): number | undefined {
    return this.#bytesInKnown === 0 ? undefined : this.#bytesIn;
  }

  get bytesOut(): number | undefined {
    return this.#bytesOutKnown === 0 ? undefined : this.#bytesOut;
  }

  /** Average over the requests that it is known of, in milliseconds. */
  get cpuMs(): number | undefined {
    return this.#cpuKnown === 0 ? undefined : this.#cpuUs / 1_000 / this.#cpuKnown;
  }

  record({ durationMs, bytesIn, bytesOut, cpuMs }: Measured): void {
    this.durations.record(durationMs);
    if (bytesIn !== undefined) {
      this.#bytesIn += bytesIn;
      this.#bytesInKnown++;
    }
    if (bytesOut !== undefined) {
      this.#bytesOut += bytesOut;
      this.#bytesOutKnown++;
    }
    if (cpuMs !== undefined) {
      this.#cpuUs += Math.round(cpuMs * 1_000);
      this.#cpuKnown++;
    }
  }

  /** Adds the numbers of a stored series. */
  merge(value: SeriesValue): void {
    this.#bytesIn += value[0] ?? 0;
    this.#bytesInKnown += value[1] ?? 0;
    this.#bytesOut += value[2] ?? 0;
    this.#bytesOutKnown += value[3] ?? 0;
    this.#cpuUs += value[4] ?? 0;
    this.#cpuKnown += value[5] ?? 0;
    this.durations.merge(value, durationsAt);
  }

  toValue(): SeriesValue {
    const value = [
      this.#bytesIn,
      this.#bytesInKnown,
      this.#bytesOut,
      this.#bytesOutKnown,
      this.#cpuUs,
      this.#cpuKnown,
    ];
    this.durations.appendTo(value);
    return value;
  }
}
