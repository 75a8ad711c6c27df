import { frameStart } from "../core/frame.ts";
import type { TimeRange } from "../core/store.ts";
import { finest, resolutions, type Resolution } from "../store/resolution.ts";

/** A range as it was asked for, to the millisecond, and as it can be answered. */
export interface AskedRange {
  readonly asked: TimeRange;
  readonly range: TimeRange;
}

/** Finds the finest resolution of which everything since a moment is still kept; the coarsest for all before. */
export function keptSince(timeMs: number, nowMs: number): Resolution {
  const kept = resolutions.find(({ keepMs }) => timeMs >= nowMs - keepMs);
  return kept ?? resolutions.at(-1) ?? finest;
}

/**
 * Widens a range to whole buckets of what is kept at its bounds.
 *
 * It depends on the range and the time only, never on what a store still happens to hold, so that all stores answer alike.
 */
export function alignRange({ fromMs, toMs }: TimeRange, nowMs: number): TimeRange {
  return {
    fromMs: frameStart(fromMs, keptSince(fromMs, nowMs).stepMs),
    toMs: frameEnd(toMs, keptSince(toMs, nowMs).stepMs),
  };
}

/**
 * Tells whether a store still has the buckets that begin or end at a bound, which had been aligned to a resolution.
 *
 * Stores forget all buckets that make one of the next resolution at once; that one will do where steps are as long.
 */
export function isBoundKept(
  boundMs: number,
  resolution: Resolution,
  stepMs: number,
  nowMs: number,
): boolean {
  const parent = resolutions[resolutions.indexOf(resolution) + 1];
  if (parent === undefined) return true;
  if (parent.stepMs <= stepMs && boundMs % parent.stepMs === 0) return true;
  return boundMs >= frameStart(nowMs - resolution.keepMs, parent.stepMs);
}

/** The range before another one, and by how much its steps are earlier. */
export interface PreviousRange {
  readonly range: TimeRange;
  readonly shiftMs: number;
  /** What is kept of it; steps must not be finer. */
  readonly resolution: Resolution;
}

/**
 * Finds the range of the same length just before one that has not been aligned: earlier by whole steps, and cut down to
 * what is kept of that time.
 */
export function previousRange(
  { fromMs, toMs }: TimeRange,
  stepMs: number,
  nowMs: number,
): PreviousRange {
  const shortestMs = keptSince(2 * fromMs - toMs, nowMs).stepMs;
  const lengthMs = Math.max(toMs - fromMs, shortestMs);
  const shiftMs = frameEnd(lengthMs, stepMs);
  const resolution = keptSince(fromMs - shiftMs, nowMs);
  const startMs = frameStart(Math.max(0, fromMs - shiftMs), resolution.stepMs);
  const endMs = frameStart(fromMs - shiftMs + lengthMs, resolution.stepMs);
  return { range: { fromMs: startMs, toMs: Math.max(startMs, endMs) }, shiftMs, resolution };
}

/** The first bound of steps that is not before a moment. */
function frameEnd(timeMs: number, stepMs: number): number {
  return Math.ceil(timeMs / stepMs) * stepMs;
}
