import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";
import { finest, resolutions, type Resolution } from "./resolution.ts";
import type { Progress } from "./rollup.ts";

/** Rows of one resolution to read, without a gap. */
export interface Run {
  readonly resolution: Resolution;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Plans which rows answer a range: every moment once, from the coarsest buckets that lie inside a step and the range.
 *
 * Where the fine ones have been forgotten, the bucket that holds the moment is read whole, so that the range is widened.
 */
export function planRuns(progress: Progress, range: TimeRange, stepMs: number): Run[] {
  const runs: Run[] = [];
  let fromMs = frameStart(range.fromMs);
  while (fromMs < range.toMs) {
    const run = fittingRun(progress, fromMs, range.toMs, stepMs) ?? widenedRun(progress, fromMs);
    runs.push(run);
    fromMs = run.toMs;
  }
  return runs;
}

function fittingRun(
  progress: Progress,
  fromMs: number,
  endMs: number,
  stepMs: number,
): Run | undefined {
  for (let index = resolutions.length - 1; index >= 0; index--) {
    const resolution = resolutions[index] ?? finest;
    const toMs = runEnd(progress, resolution, endMs);
    const fits = resolution.stepMs <= stepMs && fromMs % resolution.stepMs === 0 && toMs > fromMs;
    if (!fits || fromMs < keptFrom(progress, resolution)) continue;
    return {
      resolution,
      fromMs,
      toMs: Math.min(toMs, takeOver(progress, index + 1, fromMs, endMs, stepMs)),
    };
  }
  return undefined;
}

/** From where on a coarser resolution can be read instead. */
function takeOver(
  progress: Progress,
  index: number,
  fromMs: number,
  endMs: number,
  stepMs: number,
): number {
  const coarser = resolutions[index];
  if (coarser === undefined || coarser.stepMs > stepMs) return Infinity;
  const boundMs = boundAfter(fromMs, coarser.stepMs);
  return boundMs < runEnd(progress, coarser, endMs) ? boundMs : Infinity;
}

/** The bucket that holds a moment of which nothing finer is left. */
function widenedRun(progress: Progress, momentMs: number): Run {
  for (const resolution of resolutions) {
    const fromMs = frameStart(momentMs, resolution.stepMs);
    const toMs = fromMs + resolution.stepMs;
    if (fromMs >= keptFrom(progress, resolution) && toMs <= madeTo(progress, resolution)) {
      return { resolution, fromMs, toMs };
    }
  }
  // Older than everything that is kept: on to where something is.
  const oldest = resolutions.at(-1) ?? finest;
  const toMs = Math.max(boundAfter(momentMs, oldest.stepMs), keptFrom(progress, oldest));
  return { resolution: oldest, fromMs: momentMs, toMs };
}

/** The finest buckets may begin before the end of the range; coarser ones must lie inside it. */
function runEnd(progress: Progress, resolution: Resolution, endMs: number): number {
  if (resolution === finest) return endMs;
  return Math.min(madeTo(progress, resolution), frameStart(endMs, resolution.stepMs));
}

function madeTo(progress: Progress, { name }: Resolution): number {
  return name === finest.name ? Infinity : (progress.rolledTo[name] ?? 0);
}

function keptFrom(progress: Progress, { name }: Resolution): number {
  return progress.keptFrom[name] ?? 0;
}

function boundAfter(timeMs: number, stepMs: number): number {
  return frameStart(timeMs, stepMs) + stepMs;
}
