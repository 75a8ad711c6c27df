import type { Measure } from "../core/measures.ts";
import { readParameters } from "./parameters.ts";
import { objectiveOf, parseRange, stepOf, type Question, type QuerySettings } from "./question.ts";
import type { AnswerFormat } from "./given-parameters.ts";
import { parseSeriesParameters, seriesParameterNames } from "./parameter-schema.ts";
import type { Step } from "./time.ts";

/** A parsed question for a chart. */
export interface SeriesQuery extends Question {
  readonly step: Step;
  readonly measures: readonly Measure[];
  /** Groups that are told apart, the busiest first; the others are one. */
  readonly limit: number;
  readonly format: AnswerFormat | undefined;
}

/**
 * Parses the parameters of a series query.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseSeriesQuery(
  search: URLSearchParams,
  nowMs: number,
  settings: QuerySettings = {},
): SeriesQuery {
  const { named, filters } = readParameters(search, seriesParameterNames());
  const given = parseSeriesParameters(named);
  const bounds = parseRange(given.from, given.to, nowMs);
  return {
    range: bounds.range,
    nowMs,
    step: stepOf(given.step, bounds, nowMs),
    by: given.by,
    filters,
    measures: given.measures,
    limit: given.limit,
    objective: objectiveOf(given.objective, settings),
    format: given.format,
  };
}
