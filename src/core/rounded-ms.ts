/** Rounds a duration to whole microseconds, for people and for lines; sums are kept in microseconds anyway. */
export function roundedMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
