import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";
import { resolutions } from "../store/resolution.ts";
import { isBoundKept, keptSince } from "./kept-range.ts";
import { usualStep } from "./question.ts";
import { knownSteps, type Step } from "./time.ts";

/** The whole steps just before a range. */
export interface StepsBefore {
  readonly range: TimeRange;
  /** By how much they are earlier than those of the range. */
  readonly shiftMs: number;
  /** Whether steps as fine are kept of that time. */
  readonly isStepKept: boolean;
}

/** The step that an overview of a range has where it leaves it to us; its range begins with a whole one. */
export function overviewStep(asked: TimeRange, nowMs: number): Step {
  return comparableStep(usualStep(asked, nowMs), asked, nowMs);
}

/** The first step from one on that is kept of the range before as well. */
export function comparableStep(finest: Step, asked: TimeRange, nowMs: number): Step {
  const comparable = knownSteps.find(
    (step) => step.ms >= finest.ms && stepsBefore(asked, step, nowMs).isStepKept,
  );
  return comparable ?? finest;
}

/** Finds the whole steps before the one that a range begins in, as many as the range is long. */
export function stepsBefore({ fromMs, toMs }: TimeRange, step: Step, nowMs: number): StepsBefore {
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
