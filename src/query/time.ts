import { resolutions } from "../store/resolution.ts";
import { QueryError } from "./query-error.ts";
import { readTime } from "./read-time.ts";

/**
 * Parses a point in time: `now`, a relative one such as `-24h` or, at the beginning of a step, `-24h/10m`, or ISO 8601.
 *
 * @throws QueryError when it is none of these.
 */
export function parseTime(parameter: string, text: string, nowMs: number): number {
  const timeMs = readTime(text, nowMs);
  if (Number.isNaN(timeMs)) {
    throw new QueryError(
      parameter,
      `Cannot read ${parameter}: expected ISO 8601, "now" or a relative time such as "-24h" or "-24h/10m"`,
    );
  }
  return timeMs;
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
 * Parses a step: 10s, 1m, 10m, 1h or 1d.
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
