import { bucketsAt, durationsAt } from "../core/frame.ts";
import { isCount } from "../core/is-count.ts";

const maxBuckets = 2_048;

/** Tells whether a value from outside is what a series may have counted. */
export function isSeriesValue(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < bucketsAt || value.length > maxBuckets) return false;
  const numbers: readonly unknown[] = value;
  let width = 0;
  for (const [index, number] of numbers.entries()) {
    if (typeof number !== "number") return false;
    if (index === durationsAt + 2 ? !isOffset(number) : !isCount(number)) {
      // Empty buckets are counted as a negative number of them.
      if (index < bucketsAt || !isCount(-number)) return false;
    }
    width += index < bucketsAt ? 0 : Math.max(1, -number);
  }
  return width <= maxBuckets;
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= maxBuckets;
}
