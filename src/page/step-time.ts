import { minutely, resolutions } from "../store/resolution.ts";

/** The time that a chart shows: whole steps, each from its start to the start of the next. */
export interface TimeAxis {
  readonly startsMs: readonly number[];
  readonly stepMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads the steps of an answer. */
export function toTimeAxis(times: readonly string[], step: string): TimeAxis {
  const startsMs = times.map((time) => Date.parse(time));
  const stepMs = toStepMs(step);
  const fromMs = startsMs[0] ?? 0;
  return { startsMs, stepMs, fromMs, toMs: (startsMs.at(-1) ?? fromMs) + stepMs };
}

/** Finds the step that a moment lies in; -1 where there is none. */
export function stepAt({ startsMs, stepMs }: TimeAxis, timeMs: number): number {
  const after = startsMs.findIndex((startMs) => startMs > timeMs);
  const index = after === -1 ? startsMs.length - 1 : after - 1;
  return timeMs < (startsMs[index] ?? Infinity) + stepMs ? index : -1;
}

/** Finds the step nearest to a moment; -1 where there are no steps. */
export function nearestStep(axis: TimeAxis, timeMs: number): number {
  const { startsMs, stepMs, fromMs, toMs } = axis;
  if (timeMs >= toMs) return startsMs.length - 1;
  const within = stepAt(axis, Math.max(fromMs, timeMs));
  if (within !== -1) return within;
  const after = startsMs.findIndex((startMs) => startMs > timeMs);
  const isCloserBefore =
    timeMs - (startsMs[after - 1] ?? -Infinity) - stepMs <= (startsMs[after] ?? 0) - timeMs;
  return isCloserBefore ? after - 1 : after;
}

/** Where a moment is on the axis: 0 at its start, 1 at its end. */
export function shareOf({ fromMs, toMs }: TimeAxis, timeMs: number): number {
  return (timeMs - fromMs) / (toMs - fromMs);
}

function toStepMs(step: string): number {
  return (resolutions.find(({ name }) => name === step) ?? minutely).stepMs;
}
