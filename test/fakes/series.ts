import type { SeriesValue } from "../../src/core/frame.ts";
import type { Histogram } from "../../src/metrics/histogram.ts";

/** A series of which nothing but the durations is known. */
export function seriesOf(durations: readonly number[]): SeriesValue {
  return [0, 0, 0, 0, 0, 0, ...durations];
}

/** The numbers of a histogram: sum in microseconds, zero count, index of the first bucket, one count a bucket. */
export function durationsOf(histogram: Histogram): number[] {
  const durations: number[] = [];
  histogram.appendTo(durations);
  return durations;
}
