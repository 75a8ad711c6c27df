import { frameStart } from "../core/frame.ts";
import { comparableStep, stepsBefore, type StepsBefore } from "./overview-step.ts";
import { overviewParameterNames, parseOverviewParameters } from "./parameter-schema.ts";
import { readParameters } from "./parameters.ts";
import { objectiveOf, parseRange, stepOf, type Question, type QuerySettings } from "./question.ts";
import type { Step } from "./time.ts";

/** A parsed question for an overview. */
export interface OverviewQuery extends Question {
  readonly step: Step;
  /** How many of the busiest are told. */
  readonly limit: number;
  readonly previous: StepsBefore;
}

/**
 * Parses the parameters of a question for an overview.
 *
 * The range begins with a whole step: what was counted in it and in the range before is then read at once.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseOverviewQuery(
  search: URLSearchParams,
  nowMs: number,
  settings: QuerySettings = {},
): OverviewQuery {
  const { named, filters } = readParameters(search, overviewParameterNames());
  const given = parseOverviewParameters(named);
  const bounds = parseRange(given.from, given.to, nowMs);
  const finest = stepOf(given.step, bounds, nowMs);
  const step = given.step ?? comparableStep(finest, bounds.asked, nowMs);
  const { fromMs, toMs } = bounds.range;
  return {
    range: { fromMs: frameStart(fromMs, step.ms), toMs },
    nowMs,
    step,
    by: [],
    filters,
    objective: objectiveOf(given.objective, settings),
    limit: given.limit,
    previous: stepsBefore(bounds.asked, step, nowMs),
  };
}
