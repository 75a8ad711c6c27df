/** HTTP dates end in GMT, in the present form and in the one of RFC 850. */
const httpDate = /^[A-Z][a-z]+, .+ GMT$/;

/**
 * Reads a Retry-After header: seconds or an HTTP date.
 *
 * @returns milliseconds from `nowMs`, never negative; undefined where the header is absent or wrong
 */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // Date.parse() alone would take nearly anything for a date, "-1" too.
  const dateMs = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
