import { resolutions } from "../store/resolution.ts";
import { QueryError } from "./query-error.ts";

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Parses a point in time: `now`, a relative one such as `-24h`, or ISO 8601.
 *
 * @throws QueryError when it is none of these.
 */
export function parseTime(parameter: string, text: string, nowMs: number): number {
  if (text === "now") return nowMs;
  const relative = /^-(\d{1,6})([smhdw])$/.exec(text);
  if (relative !== null) {
    return Math.max(0, nowMs - Number(relative[1]) * (unitMs[relative[2] ?? ""] ?? Number.NaN));
  }
  const timeMs = parseIso(text);
  if (Number.isNaN(timeMs)) {
    throw new QueryError(
      parameter,
      `Cannot read ${parameter}: expected ISO 8601, "now" or a relative time such as "-24h"`,
    );
  }
  return Math.max(0, timeMs);
}

/** ISO 8601 as a calendar date with or without a time; in UTC where it names no offset. */
const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function parseIso(text: string): number {
  const [whole, year, month, day, offset] = isoTime.exec(text) ?? [];
  if (whole === undefined) return Number.NaN;
  // Engines differ in whether 30 February is an error or 2 March.
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > daysInMonth) return Number.NaN;
  return Date.parse(whole.includes("T") && offset === undefined ? `${whole}Z` : whole);
}

/** A width of the buckets that figures are told apart by. */
export interface Step {
  readonly text: string;
  readonly ms: number;
}

/** Every step there is, the finest first. */
export const knownSteps: readonly Step[] = resolutions.map(({ name, stepMs }) => ({
  text: name,
  ms: stepMs,
}));

/**
 * Parses a step: 10s, 1m, 1h or 1d.
 *
 * @throws QueryError when it is none of these.
 */
export function parseStep(text: string): Step {
  const step = knownSteps.find((known) => known.text === text);
  if (step === undefined) {
    const expected = knownSteps.map((known) => known.text).join(", ");
    throw new QueryError("step", `Cannot read step: expected one of ${expected}`);
  }
  return step;
}
