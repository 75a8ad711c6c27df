/** Writes a time in milliseconds since 1970 as nanoseconds, in digits, for they are beyond what a number holds. */
export function formatNanos(timeMs: number): string {
  const us = Math.round(timeMs * 1_000);
  return us > 0 ? `${us}000` : "0";
}
