import { frameStart } from "../core/frame.ts";
import { resolutions } from "../store/resolution.ts";

/** Milliseconds of each unit of a relative time, the shortest first. */
export const unitMs: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

/** A relative time: how long ago, and the step at whose beginning that is put. */
const relativeTime = /^(?:now|-(\d{1,6})([smhdw]))(?:\/(\w{1,3}))?$/;

/**
 * Milliseconds since 1970 of `now`, of a time relative to it such as `-24h`, of the beginning of the step that such a
 * time is in, such as `-24h/10m` or `now/1d`, or of ISO 8601; NaN for anything else.
 */
export function readTime(text: string, nowMs: number): number {
  const [whole, count = "0", unit = "s", stepName] = relativeTime.exec(text) ?? [];
  if (whole === undefined) return Math.max(0, parseIso(text));
  const timeMs = Math.max(0, nowMs - Number(count) * (unitMs.get(unit) ?? NaN));
  return stepName === undefined ? timeMs : frameStart(timeMs, stepMsOf(stepName));
}

function stepMsOf(stepName: string): number {
  return resolutions.find(({ name }) => name === stepName)?.stepMs ?? NaN;
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
