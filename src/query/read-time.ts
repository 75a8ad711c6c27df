/** Milliseconds of each unit of a relative time, the shortest first. */
export const unitMs: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

/** Milliseconds since 1970 of `now`, of a time relative to it such as `-24h`, or of ISO 8601; NaN for anything else. */
export function readTime(text: string, nowMs: number): number {
  if (text === "now") return nowMs;
  const [, count, unit = ""] = /^-(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const timeMs =
    count === undefined ? parseIso(text) : nowMs - Number(count) * (unitMs.get(unit) ?? NaN);
  return Math.max(0, timeMs);
}

/** ISO 8601 as a calendar date with or without a time; in UTC where it names no offset. */
const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function parseIso(text: string): number {
  const [whole, year, month, day, offset] = isoTime.exec(text) ?? [];
  if (whole === undefined) return NaN;
  // Engines differ in whether 30 February is an error or 2 March.
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > daysInMonth) return NaN;
  return Date.parse(whole.includes("T") && offset === undefined ? `${whole}Z` : whole);
}
