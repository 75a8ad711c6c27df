import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";
import { resolutions } from "../store/resolution.ts";
import { spanOf, type StepSpan } from "./step-span.ts";
import type { Step } from "./time.ts";

/** A range that is told in steps. */
export interface SteppedRange {
  readonly range: TimeRange;
  readonly step: Step;
  /** When it was asked for. */
  readonly nowMs: number;
}

/** What an answer says of its steps. */
export interface StepsHead {
  readonly step: string;
  /** Starts of the steps. */
  readonly times: readonly string[];
  /** Indexes of the steps that lie partly outside the range, or are not over yet. */
  readonly partial: readonly number[];
}

/** The same, where steps may be asked for. */
export type MaybeSteps = { readonly [Name in keyof StepsHead]?: StepsHead[Name] | undefined };

/** The starts of all steps that a range touches. */
export function stepTimes({ range, step }: Pick<SteppedRange, "range" | "step">): number[] {
  const times: number[] = [];
  for (let at = frameStart(range.fromMs, step.ms); at < range.toMs; at += step.ms) times.push(at);
  return times;
}

/** How much of each step the range covers. */
export function stepSpans(stepped: SteppedRange): StepSpan[] {
  const { range, step, nowMs } = stepped;
  return stepTimes(stepped).map((timeMs) => spanOf(timeMs, step.ms, range, nowMs));
}

export function stepsHead(stepped: SteppedRange): StepsHead {
  const times = stepTimes(stepped).map((timeMs) => new Date(timeMs).toISOString());
  const partial = stepSpans(stepped).flatMap(({ isPartial }, at) => (isPartial ? [at] : []));
  return { step: stepped.step.text, times, partial };
}

/** Whether nothing counted in a step means that there was nothing: it has begun, and is still kept. */
export function isCovered(
  timeMs: number,
  { step, nowMs }: Pick<SteppedRange, "step" | "nowMs">,
): boolean {
  const keepMs = Math.max(...resolutions.map((resolution) => resolution.keepMs));
  return timeMs < nowMs && timeMs + step.ms > nowMs - keepMs;
}
