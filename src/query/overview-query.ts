import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";
import { resolutions } from "../store/resolution.ts";
import { isBoundKept, keptSince } from "./kept-range.ts";
import { overviewParameterNames, parseOverviewParameters } from "./parameter-schema.ts";
import { readParameters } from "./parameters.ts";
import { objectiveOf, parseRange, stepOf, type Question, type QuerySettings } from "./question.ts";
import { knownSteps, type Step } from "./time.ts";

/** The whole steps just before a range. */
export interface StepsBefore {
  readonly range: TimeRange;
  /** By how much they are earlier than those of the range. */
  readonly shiftMs: number;
  /** Whether steps as fine are kept of that time. */
  readonly isStepKept: boolean;
}

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

/** The first step from one on that is kept of the range before as well. */
function comparableStep(finest: Step, asked: TimeRange, nowMs: number): Step {
  const comparable = knownSteps.find(
    (step) => step.ms >= finest.ms && stepsBefore(asked, step, nowMs).isStepKept,
  );
  return comparable ?? finest;
}

function stepsBefore({ fromMs, toMs }: TimeRange, step: Step, nowMs: number): StepsBefore {
  const endMs = frameStart(fromMs, step.ms);
  const shiftMs = Math.ceil((toMs - fromMs) / step.ms) * step.ms;
  const startMs = Math.max(0, endMs - shiftMs);
  const resolution = resolutions.find(({ stepMs }) => stepMs === step.ms);
  const isStepKept = resolution !== undefined && isBoundKept(startMs, resolution, step.ms, nowMs);
  const keptMs = isStepKept ? step.ms : keptSince(startMs, nowMs).stepMs;
  return {
    range: { fromMs: frameStart(startMs, keptMs), toMs: endMs },
    shiftMs,
    isStepKept,
  };
}
