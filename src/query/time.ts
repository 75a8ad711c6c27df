import { QueryError } from "./query-error.ts";

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const steps: Readonly<Record<string, number>> = {
  "10s": 10_000,
  "1m": 60_000,
  "1h": 3_600_000,
  "1d": 86_400_000,
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
  const timeMs =
    /^\d{4}-\d{2}-\d{2}/.test(text) && text.length <= 40 ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    throw new QueryError(
      parameter,
      `Cannot read ${parameter}: expected ISO 8601, "now" or a relative time such as "-24h"`,
    );
  }
  return Math.max(0, timeMs);
}

/**
 * Parses a step: 10s, 1m, 1h or 1d.
 *
 * @throws QueryError when it is none of these.
 */
export function parseStep(text: string): number {
  const stepMs = Object.hasOwn(steps, text) ? steps[text] : undefined;
  if (stepMs === undefined) {
    throw new QueryError(
      "step",
      `Cannot read step: expected one of ${Object.keys(steps).join(", ")}`,
    );
  }
  return stepMs;
}
