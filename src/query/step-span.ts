import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";

/** The part of a step that lies in a range. */
export interface StepSpan {
  readonly lengthMs: number;
  /** Whether that is not all of it, or it is not over yet. */
  readonly isPartial: boolean;
}

/** The start of the step that a frame counts for: buckets that begin before the range are cut at its first step. */
export function stepStart(startMs: number, { fromMs }: TimeRange, stepMs: number): number {
  return Math.max(startMs, frameStart(fromMs, stepMs));
}

/** Tells how much of a step a range covers. */
export function spanOf(
  timeMs: number,
  stepMs: number,
  { fromMs, toMs }: TimeRange,
  nowMs: number,
): StepSpan {
  const endMs = timeMs + stepMs;
  return {
    lengthMs: Math.min(endMs, toMs) - Math.max(timeMs, fromMs),
    isPartial: timeMs < fromMs || endMs > toMs || endMs > nowMs,
  };
}
