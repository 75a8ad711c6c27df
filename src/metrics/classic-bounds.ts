import { bucketsAt, durationsAt, type SeriesValue } from "../core/frame.ts";
import { scale } from "./histogram.ts";

/** Which bounds a histogram is exposed with where buckets are listed: one an octave, each of them exact. */
export interface ClassicBounds {
  /** The power of two that is the first one. */
  readonly firstOctave: number;
  readonly count: number;
}

const bucketsPerOctave = 2 ** scale;

/** From 0.98 ms to 64 s. */
export const secondBounds: ClassicBounds = { firstOctave: -10, count: 17 };

/** By the units of metrics; a metric has the same ones for ever, for scrapers tell its series apart by them. */
const boundsByUnit: ReadonlyMap<string, ClassicBounds> = new Map([
  ["s", secondBounds],
  ["ms", { firstOctave: 0, count: 17 }],
  ["us", { firstOctave: 0, count: 27 }],
  // From 64 bytes to 4 GiB.
  ["By", { firstOctave: 6, count: 27 }],
]);
/** From 0.001 to a million. */
const otherBounds: ClassicBounds = { firstOctave: -10, count: 31 };

export function classicBoundsOf(unit: string): ClassicBounds {
  return boundsByUnit.get(unit) ?? otherBounds;
}

/** The bounds as they are written: floating-point numbers in the canonical form of OpenMetrics, in all formats. */
export function boundTexts(bounds: ClassicBounds): string[] {
  return boundValues(bounds).map((bound) => {
    const text = String(bound);
    return /[.e]/.test(text) ? text : `${text}.0`;
  });
}

/** Which of the bounds is the first that a bucket of the histogram is not beyond; `count` where there is none. */
export function classOf(index: number, { firstOctave, count }: ClassicBounds): number {
  const place = ((index + bucketsPerOctave) >> scale) - firstOctave;
  return place < 0 ? 0 : place > count ? count : place;
}

/** Adds the counts of a stored histogram to those of its classes; what is beyond the last bound comes last. */
export function addToClasses(
  classes: Float64Array,
  value: SeriesValue,
  { firstOctave, count }: ClassicBounds,
): void {
  let zeros = 0;
  let index = 0;
  const { length } = value;
  if (length >= bucketsAt) {
    zeros = value[durationsAt + 1] ?? 0;
    index = value[durationsAt + 2] ?? 0;
  }
  classes[0] = (classes[0] ?? 0) + zeros;
  for (let at = bucketsAt; at < length; at++) {
    const counted = value[at] ?? 0;
    if (counted < 0) {
      index -= counted;
      continue;
    }
    const place = ((index + bucketsPerOctave) >> scale) - firstOctave;
    const bounded = place < 0 ? 0 : place > count ? count : place;
    classes[bounded] = (classes[bounded] ?? 0) + counted;
    index++;
  }
}

/** The upper bound of each class but the last. */
export function boundValues({ firstOctave, count }: ClassicBounds): number[] {
  return Array.from({ length: count }, (_, i) => 2 ** (firstOctave + i));
}
