import type { TimeRange } from "../core/store.ts";
import type { RangeParameters } from "./given-parameters.ts";
import { parseRange, stepOf } from "./question.ts";
import type { Step } from "./time.ts";

/** A range that is told as a whole, or in steps besides. */
export interface StepRange {
  readonly range: TimeRange;
  /** When it was asked for. */
  readonly nowMs: number;
  /** Undefined for the whole alone. */
  readonly step: Step | undefined;
}

/** @throws QueryError when the range is none, or the step does not go with it. */
export function parseStepRange({ from, to, step }: RangeParameters, nowMs: number): StepRange {
  const bounds = parseRange(from, to, nowMs);
  return { range: bounds.range, nowMs, step: step && stepOf(step, bounds, nowMs) };
}
