import { bucketsAt, type SeriesValue } from "../core/frame.ts";

const offsetAt = bucketsAt - 1;
/** Any index that a batch may name (see check-batch.ts), and as many buckets after it. */
const lowest = -2_048;
/** Where buckets are added up; all zero between two calls. */
const sums = new Float64Array(-3 * lowest);
/** Where a sum is written before it is copied: to copy numbers is faster than to add them to a list one by one. */
const written = Array.from({ length: bucketsAt + sums.length }, () => 0);

/**
 * Adds the numbers of stored series up, in the form in which they are stored.
 *
 * A sum of whole numbers: neither the order nor the way in which they are paired changes it.
 */
export function sumValues(values: readonly SeriesValue[]): SeriesValue {
  const first = values[0] ?? [];
  if (values.length <= 1) return first;
  let from = sums.length;
  let to = 0;
  for (const value of values) {
    if (value.length <= bucketsAt) continue;
    let position = (value[offsetAt] ?? 0) - lowest;
    if (position < from) from = position;
    for (let i = bucketsAt; i < value.length; i++) {
      const count = value[i] ?? 0;
      if (count < 0) position -= count;
      else {
        sums[position] = (sums[position] ?? 0) + count;
        position++;
      }
    }
    if (position > to) to = position;
  }
  for (let i = 0; i < offsetAt; i++) {
    let sum = 0;
    for (const value of values) sum += value[i] ?? 0;
    written[i] = sum;
  }
  written[offsetAt] = from < to ? from + lowest : 0;
  return written.slice(0, takeCounts(from, to));
}

/** Writes the counts of the buckets, or how many are empty, and sets them to zero; returns where it ended. */
function takeCounts(from: number, to: number): number {
  let length = bucketsAt;
  let empty = 0;
  for (let position = from; position < to; position++) {
    const count = sums[position] ?? 0;
    if (count === 0) {
      empty++;
      continue;
    }
    sums[position] = 0;
    if (empty > 0) written[length++] = -empty;
    empty = 0;
    written[length++] = count;
  }
  return length;
}
