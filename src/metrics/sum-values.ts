import { bucketsAt, type SeriesValue } from "../core/frame.ts";

const offsetAt = bucketsAt - 1;
/** Any index that a batch may name (see check-batch.ts), and as many buckets after it. */
const lowest = -2_048;
/** Where buckets are added up; all zero between two calls. */
const sums = new Float64Array(-3 * lowest);

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
  const total = first.slice(0, bucketsAt);
  for (let n = 1; n < values.length; n++) {
    const value = values[n] ?? [];
    for (let i = 0; i < offsetAt; i++) total[i] = (total[i] ?? 0) + (value[i] ?? 0);
  }
  total[offsetAt] = from < to ? from + lowest : 0;
  takeCounts(total, from, to);
  return total;
}

/** Writes the counts of the buckets, or how many are empty, and sets them to zero. */
function takeCounts(total: number[], from: number, to: number): void {
  let empty = 0;
  for (let position = from; position < to; position++) {
    const count = sums[position] ?? 0;
    if (count === 0) {
      empty++;
      continue;
    }
    sums[position] = 0;
    if (empty > 0) total.push(-empty);
    empty = 0;
    total.push(count);
  }
}
