import { groupParameterNames, parseGroupParameters } from "./parameter-schema.ts";
import { parseRange, stepOf } from "./question.ts";
import { readNamed } from "./read-named.ts";
import type { SteppedRange } from "./steps.ts";

/**
 * Parses the parameters of a question for one group of errors.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseGroupQuery(search: URLSearchParams, nowMs: number): SteppedRange {
  const given = parseGroupParameters(readNamed(search, groupParameterNames()));
  const bounds = parseRange(given.from, given.to, nowMs);
  return { range: bounds.range, nowMs, step: stepOf(given.step, bounds, nowMs) };
}
