/**
 * Notes a sequence number in inclusive ranges, as [first, last, first, last, …]; undefined when it had been noted before.
 *
 * Ranges, not a high-water mark: batches may arrive in any order, and a late one must still count.
 */
export function addSequence(
  ranges: readonly number[],
  sequence: number,
): readonly number[] | undefined {
  const merged: number[] = [];
  let first = sequence;
  let last = sequence;
  let isPlaced = false;
  for (let i = 0; i < ranges.length; i += 2) {
    const start = ranges[i] ?? 0;
    const end = ranges[i + 1] ?? start;
    if (sequence >= start && sequence <= end) return undefined;
    if (end === sequence - 1) first = start;
    else if (start === sequence + 1) last = end;
    else {
      if (start > sequence && !isPlaced) {
        merged.push(first, last);
        isPlaced = true;
      }
      merged.push(start, end);
    }
  }
  if (!isPlaced) merged.push(first, last);
  return merged;
}
