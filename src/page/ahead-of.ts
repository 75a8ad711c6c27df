/** Seconds are all that the header tells (RFC 9110, 6.6.1). */
const resolutionMs = 1_000;

/**
 * Tells how many milliseconds the clock of who answered is ahead of ours, by the header `date` of the answer.
 *
 * @returns 0 where both may be the same, and undefined where the header tells nothing
 */
export function aheadOf(date: string | null, askedMs: number, heardMs: number): number | undefined {
  const dateMs = Date.parse(date ?? "");
  if (Number.isNaN(dateMs) || heardMs < askedMs) return undefined;
  const least = dateMs - heardMs;
  const most = dateMs + resolutionMs - askedMs;
  return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}
