import type { TimeRange } from "../core/store.ts";
import type { ApdexOptions } from "./apdex.ts";
import type { Filters } from "./filters.ts";
import { alignRange, keptSince, type AskedRange } from "./kept-range.ts";
import { defaultObjective, toObjective } from "./objective.ts";
import { QueryError } from "./query-error.ts";
import { finest, resolutions } from "../store/resolution.ts";
import { knownSteps, parseTime, type Step } from "./time.ts";

/** More points than a line can show. */
const maxPoints = 1_500;
/** Points of a chart that leaves its step to us; a range that begins with a whole step has one more, in part. */
const usualPoints = 360;

/** What the service says about how its figures are to be read. */
export interface QuerySettings {
  readonly apdex?: ApdexOptions | undefined;
  /** The share of requests that should be answered without an error. @default 0.999 */
  readonly objective?: number | undefined;
  /** Labels of the user's own that are known although nothing has been counted under them yet. */
  readonly ownLabels?: readonly string[] | undefined;
}

/** What every question about usage says. */
export interface Question {
  /** Bounds of the answer. */
  readonly range: TimeRange;
  /** When it was asked. */
  readonly nowMs: number;
  readonly by: readonly string[];
  readonly filters: Filters;
  readonly objective: number;
}

/** The objective to use: that of the question, else that of the service. */
export function objectiveOf(
  asked: number | undefined,
  { objective = defaultObjective }: QuerySettings,
): number {
  return asked ?? toObjective(objective) ?? defaultObjective;
}

/** @throws QueryError when `from` or `to` is no time, or there is nothing between them. */
export function parseRange(from: string, to: string, nowMs: number): AskedRange {
  const fromMs = parseTime("from", from, nowMs);
  const toMs = parseTime("to", to, nowMs);
  if (fromMs >= toMs) throw new QueryError("from", "Cannot use from: it is not before to");
  const asked = { fromMs, toMs };
  // The range is half-open: what has just been counted belongs to one that ends now.
  const range = alignRange(to === "now" ? { fromMs, toMs: toMs + 1 } : asked, nowMs);
  return { asked, range };
}

/**
 * The step of a chart: the one that was asked for, else the finest that is kept and makes no more than 360 points.
 *
 * @throws QueryError when it is finer than what is kept, or makes more than 1,500 points.
 */
export function stepOf(asked: Step | undefined, bounds: AskedRange, nowMs: number): Step {
  if (asked !== undefined) {
    checkStep(asked, bounds, nowMs, maxPoints);
    return asked;
  }
  const step = usualStep(bounds.asked, nowMs);
  const { fromMs, toMs } = bounds.range;
  if ((toMs - fromMs) / step.ms > maxPoints) {
    throw new QueryError(
      "from",
      `Cannot use from: the range holds more than ${maxPoints} days; use a later one`,
    );
  }
  return step;
}

/** @throws QueryError when the step is finer than what is kept, or the range holds too many of it. */
export function checkStep(
  step: Step,
  { asked, range }: AskedRange,
  nowMs: number,
  maxSteps: number,
): void {
  const { name, stepMs } = keptSince(asked.fromMs, nowMs);
  if (step.ms < stepMs) {
    const { keepMs } = resolutions.find((kept) => kept.stepMs === step.ms) ?? finest;
    const sinceIso = new Date(nowMs - keepMs).toISOString();
    throw new QueryError(
      "step",
      `Cannot use step: ${step.text} is kept since ${sinceIso}; use step ${name} or a from not before that`,
    );
  }
  if ((range.toMs - range.fromMs) / step.ms > maxSteps) {
    throw new QueryError(
      "step",
      `Cannot use step: the range holds more than ${maxSteps} of it; use a longer one or a later from`,
    );
  }
}

/** The finest step that is kept since the start of a range and does not divide it into more than 360. */
export function usualStep({ fromMs, toMs }: TimeRange, nowMs: number): Step {
  const finestMs = keptSince(fromMs, nowMs).stepMs;
  const allowed = knownSteps.filter(({ ms }) => ms >= finestMs);
  const chosen = allowed.find(({ ms }) => toMs - fromMs < (usualPoints + 1) * ms) ?? allowed.at(-1);
  return chosen ?? { text: "1d", ms: finestMs };
}
