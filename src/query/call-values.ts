import { CallSum } from "./call-sum.ts";
import type { CallSeries } from "./call-series.ts";
import { stepStart } from "./step-span.ts";
import { isCovered, stepTimes, type SteppedRange } from "./steps.ts";

/** Figures of calls, one a step; null where it cannot be known. */
export interface CallValues {
  readonly calls: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

/** What one frame has counted of some calls. */
export interface TimedCalls {
  readonly startMs: number;
  readonly series: CallSeries;
}

/** Tells of some calls step by step. */
export function callValues(calls: readonly TimedCalls[], stepped: SteppedRange): CallValues {
  const { range, step } = stepped;
  const sums = new Map<number, CallSum>();
  for (const { startMs, series } of calls) {
    const timeMs = stepStart(startMs, range, step.ms);
    const sum = sums.get(timeMs) ?? new CallSum();
    sums.set(timeMs, sum);
    sum.add(series);
  }
  const empty = new CallSum();
  const figures = stepTimes(stepped).map((timeMs) => {
    const sum = sums.get(timeMs) ?? (isCovered(timeMs, stepped) ? empty : undefined);
    return sum?.figures(step.ms, false);
  });
  return {
    calls: figures.map((told) => told?.calls ?? null),
    errors: figures.map((told) => told?.errors ?? null),
    p50: figures.map((told) => told?.duration_ms?.p50 ?? null),
    p99: figures.map((told) => told?.duration_ms?.p99 ?? null),
  };
}
