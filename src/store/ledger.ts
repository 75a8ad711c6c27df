/** Which batches a bucket holds: per source, inclusive ranges of sequence numbers as [first, last, first, last, …]. */
export type Ledger = Readonly<Record<string, readonly number[]>>;

/**
 * Notes a batch; undefined when it had been noted before.
 *
 * Ranges, not a high-water mark: batches may arrive in any order, and a late one must still count.
 */
export function addSequence(ledger: Ledger, source: string, sequence: number): Ledger | undefined {
  const ranges = Object.hasOwn(ledger, source) ? (ledger[source] ?? []) : [];
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
  return { ...ledger, [source]: merged };
}
