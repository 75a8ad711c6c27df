export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * The mean of the fastest tenth: what the code costs when nothing else has the processor.
 *
 * Other work on the machine only ever adds time, and on shared cores it adds more than what is measured here.
 */
export function fastestTenth(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const tenth = sorted.slice(0, Math.max(1, Math.round(sorted.length / 10)));
  return tenth.reduce((sum, value) => sum + value, 0) / tenth.length;
}
