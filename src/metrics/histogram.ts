import type { SeriesValue } from "../core/frame.ts";
import { metricScale } from "../core/metric.ts";
import { octaveBounds } from "./octave-bounds.ts";

/** OpenTelemetry exponential histogram scale: 2^5 buckets an octave, relative error at most 1.09 %. */
export const scale = 5;

const bucketsPerOctave = 2 ** scale;
/** Durations up to 2^-20 s (0.95 µs) count as zero. */
const minIndex = -20 * bucketsPerOctave;
/** Durations beyond 2^13 s (2.3 h) count in the last bucket. */
const maxIndex = 13 * bucketsPerOctave - 1;
/** Eleven days: keeps sums whole whatever a clock says. */
const maxDurationMs = 1e9;
/** Values beyond 2^40 count in the last bucket: sizes are larger than durations, and a frame holds so many buckets. */
const maxValueIndex = 40 * bucketsPerOctave - 1;
const growBy = 16;

/** The bucket in which each 64th of an octave begins; 64ths are narrower than any bucket. */
const cells = Uint8Array.from({ length: 64 }, (_, cell) => {
  const start = 1 + cell / 64;
  return Math.max(0, octaveBounds.findIndex((bound) => bound >= start) - 1);
});
const double = new Float64Array(1);
/** The same bytes as two words; every supported platform is little-endian. */
const words = new Uint32Array(double.buffer);
/** The mantissas of the bounds as those two words, to compare with whole numbers; the last one is beyond them all. */
const boundsHigh = Uint32Array.from(octaveBounds, (bound) =>
  bound >= 2 ? 0x100000 : mantissaOf(bound)[0],
);
const boundsLow = Uint32Array.from(octaveBounds, (bound) => mantissaOf(bound)[1]);

/**
 * Returns the index of the bucket (base^index, base^(index + 1)] that holds a positive finite number.
 *
 * Exact at the bounds: it compares the mantissa with a table and calls no logarithm.
 */
export function bucketIndex(value: number): number {
  double[0] = value;
  const low = words[0] ?? 0;
  const high = words[1] ?? 0;
  const mantissa = high & 0xfffff;
  let bucket = cells[(high >>> 14) & 63] ?? 0;
  const bound = boundsHigh[bucket + 1] ?? 0;
  if (mantissa > bound || (mantissa === bound && low > (boundsLow[bucket + 1] ?? 0))) bucket++;
  else if (mantissa === 0 && low === 0) bucket--;
  return ((high >>> 20) - 1023) * bucketsPerOctave + bucket;
}

/** Upper bound of a bucket, in seconds: the number nearest to base^(index + 1), the same on every runtime. */
export function bucketUpperBound(index: number): number {
  const octave = Math.floor((index + 1) / bucketsPerOctave);
  const bound = octaveBounds[index + 1 - octave * bucketsPerOctave] ?? 1;
  return bound * 2 ** octave;
}

/**
 * Durations as a base-2 exponential histogram in seconds, with an exact count and a sum in whole microseconds,
 * so that merging in any order gives the same numbers.
 *
 * Source: OpenTelemetry metrics data model, ExponentialHistogram.
 */
export class Histogram {
  #count = 0;
  #sumUs = 0;
  #zero = 0;
  #offset = 0;
  #counts = new Float64Array(0);

  get count(): number {
    return this.#count;
  }

  get sumUs(): number {
    return this.#sumUs;
  }

  get zeroCount(): number {
    return this.#zero;
  }

  /** Counts one duration; a negative or undefined one (a clock that went back) counts as zero. */
  record(durationMs: number): void {
    this.#count++;
    if (!(durationMs > 0)) {
      this.#zero++;
      return;
    }
    const boundedMs = durationMs > maxDurationMs ? maxDurationMs : durationMs;
    this.#sumUs += Math.round(boundedMs * 1_000);
    const index = bucketIndex(boundedMs / 1_000);
    if (index < minIndex) this.#zero++;
    else this.#add(index > maxIndex ? maxIndex : index);
  }

  /** Counts one value of whatever unit, in which it is at least zero; the sum is in millionths, as far as they are exact. */
  recordValue(value: number): void {
    this.#count++;
    this.#sumUs = Math.min(Number.MAX_SAFE_INTEGER, this.#sumUs + Math.round(value * metricScale));
    const index = value > 0 ? bucketIndex(value) : -Infinity;
    if (index < minIndex) this.#zero++;
    else this.#add(index > maxValueIndex ? maxValueIndex : index);
  }

  /** Adds what `appendTo` has written, from position `at` of a list on. */
  merge(value: SeriesValue, at = 0): void {
    const zero = value[at + 1] ?? 0;
    this.#sumUs += value[at] ?? 0;
    this.#zero += zero;
    let total = zero;
    let index = value[at + 2] ?? 0;
    if (value.length > at + 3) this.#cover(index, index + widthOf(value, at + 3) - 1);
    const counts = this.#counts;
    let position = index - this.#offset;
    for (index = at + 3; index < value.length; index++) {
      const count = value[index] ?? 0;
      if (count < 0) position -= count;
      else {
        counts[position] = (counts[position] ?? 0) + count;
        total += count;
        position++;
      }
    }
    this.#count += total;
  }

  /** Writes sum in microseconds, zero count, index of the first bucket, and then the counts, or how many are empty. */
  appendTo(value: number[]): void {
    const counts = this.#counts;
    let first = 0;
    while (first < counts.length && counts[first] === 0) first++;
    const isEmpty = first === counts.length;
    value.push(this.#sumUs, this.#zero, isEmpty ? 0 : this.#offset + first);
    let empty = 0;
    for (let i = first; i < counts.length; i++) {
      const count = counts[i] ?? 0;
      if (count === 0) {
        empty++;
        continue;
      }
      if (empty > 0) value.push(-empty);
      empty = 0;
      value.push(count);
    }
  }

  /**
   * Estimates a quantile in seconds, within 1.09 % of a value that was recorded.
   *
   * @returns undefined when nothing was recorded.
   */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = this.#zero;
    if (seen >= rank) return 0;
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i] ?? 0;
      if (seen >= rank) {
        const upper = bucketUpperBound(this.#offset + i);
        const lower = bucketUpperBound(this.#offset + i - 1);
        return (2 * lower * upper) / (lower + upper);
      }
    }
    return bucketUpperBound(maxIndex);
  }

  /** Counts the durations up to the bound of bucket `index`, that bucket included. */
  countUpTo(index: number): number {
    let total = this.#zero;
    const end = Math.min(this.#counts.length, index - this.#offset + 1);
    for (let i = 0; i < end; i++) total += this.#counts[i] ?? 0;
    return total;
  }

  #add(index: number): void {
    const at = index - this.#offset;
    if (at < 0 || at >= this.#counts.length) this.#cover(index, index);
    const position = index - this.#offset;
    this.#counts[position] = (this.#counts[position] ?? 0) + 1;
  }

  /** Makes room for the buckets `first` to `last`, with some to spare on the side that grows. */
  #cover(first: number, last: number): void {
    const length = this.#counts.length;
    const end = this.#offset + length;
    if (length > 0 && first >= this.#offset && last < end) return;
    const from = length === 0 ? first - growBy : Math.min(this.#offset, first - growBy);
    const to = length === 0 ? last + growBy : Math.max(end, last + 1 + growBy);
    const grown = new Float64Array(to - from);
    if (length > 0) grown.set(this.#counts, this.#offset - from);
    this.#counts = grown;
    this.#offset = from;
  }
}

/** How many buckets the counts of a stored series span. */
function widthOf(value: SeriesValue, from: number): number {
  let width = 0;
  for (let i = from; i < value.length; i++) {
    const count = value[i] ?? 0;
    width += count < 0 ? -count : 1;
  }
  return width;
}

function mantissaOf(bound: number): [high: number, low: number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, bound);
  return [bits.getUint32(0) & 0xfffff, bits.getUint32(4)];
}
