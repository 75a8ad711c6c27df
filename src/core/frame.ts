import type { GroupKey, GroupTally } from "./error-group.ts";
import type { MetricKey } from "./metric.ts";
import type { SeriesKey } from "./labels.ts";

/** Length of the finest time bucket, in milliseconds. */
export const frameMs = 10_000;

/**
 * What a series has counted, as a list of numbers that add up one by one up to `zero`:
 *
 * bytes in, requests whose bytes in are known, bytes out, requests whose bytes out are known, CPU time in microseconds,
 * requests whose CPU time is known; then the durations: sum in microseconds, zero count, index of the first bucket, and
 * one count a bucket, where a negative number stands for so many empty buckets. Most buckets of most series are empty.
 */
export type SeriesValue = readonly number[];

/** How many numbers of a series stand before its durations. */
export const durationsAt = 6;
/** How many numbers of a series stand before the counts of its buckets. */
export const bucketsAt: number = durationsAt + 3;

/** Mergeable counters of one source, or of many, for one time bucket. */
export interface Frame {
  /** Start of the bucket in milliseconds since 1970. */
  readonly startMs: number;
  /** Requests that began; `started` minus the finished ones is what runs or was lost. */
  readonly started: number;
  /** What Edgewatch had to give up, by reason. */
  readonly dropped: readonly (readonly [reason: string, count: number])[];
  /**
   * Pairs, as all that travels has where names come from outside: V8 15 misreads escaped property names now and then
   * (Deno 2.9.6, 2026-11), and reads texts in lists right.
   */
  readonly series: readonly (readonly [SeriesKey, SeriesValue])[];
  /** Sketch of the consumers that are counted together as `(other)`. */
  readonly otherConsumers?: string | undefined;
  /** Failures by group. */
  readonly groups?: readonly (readonly [GroupKey, GroupTally])[] | undefined;
  /**
   * What is measured beside requests, in values of the same form, in millionths of the metric's unit.
   *
   * A histogram has its values where a series has durations, and nothing before; calls of other services have bytes there
   * too. A counter has its sum first. A gauge has the sum of its values that are not negative, how many values there were,
   * and the sum of the negative ones without their sign: what it tells of a time is their mean.
   */
  readonly metrics?: readonly (readonly [MetricKey, SeriesValue])[] | undefined;
}

/** The furthest time that a Date can hold; as a step, one that holds all time. */
export const endOfTimeMs = 8.64e15;

/** The start of the bucket that holds `timeMs`. */
export function frameStart(timeMs: number, stepMs: number = frameMs): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

/** A frame in which nothing has happened. */
export function emptyFrame(startMs: number): Frame {
  return { startMs, started: 0, dropped: [], series: [] };
}
