import type { Histogram } from "./histogram.ts";

/** Buckets in a row, after as many that are left out. */
export interface BucketSpan {
  /** From the end of the span before; of the first one, the index of its first bucket. */
  readonly offset: number;
  readonly length: number;
}

/** The buckets of a histogram in the sparse form of Prometheus. */
export interface NativeBuckets {
  readonly spans: readonly BucketSpan[];
  /** How each bucket's count differs from the one before. */
  readonly deltas: readonly number[];
}

/** Where the buckets begin in what `appendTo` writes. */
const firstCountAt = 3;

/** Writes buckets sparsely; Prometheus counts them from the upper bound, so that its indices are greater by one. */
export function nativeBuckets(histogram: Histogram): NativeBuckets {
  const numbers: number[] = [];
  histogram.appendTo(numbers);
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let gap = (numbers[2] ?? 0) + 1;
  let isOpen = false;
  let before = 0;
  for (const count of numbers.slice(firstCountAt)) {
    if (count < 0) {
      gap = -count;
      isOpen = false;
      continue;
    }
    const span = spans.at(-1);
    if (isOpen && span !== undefined) span.length++;
    else spans.push({ offset: gap, length: 1 });
    isOpen = true;
    deltas.push(count - before);
    before = count;
  }
  return { spans, deltas };
}
