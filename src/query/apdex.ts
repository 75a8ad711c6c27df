import { bucketIndex } from "../metrics/histogram.ts";

/** From which duration on a request has kept somebody waiting. */
export interface ApdexOptions {
  /** Up to it a request satisfies; up to four times as long it is tolerated. @default 500 */
  readonly thresholdMs?: number | undefined;
  /** Thresholds of routes that have their own. */
  readonly routes?: Readonly<Record<string, number>> | undefined;
}

/** The last buckets of durations that satisfy, and that are tolerated. */
export interface ApdexBounds {
  readonly satisfiedTo: number;
  readonly toleratedTo: number;
}

const defaultThresholdMs = 500;
const tolerance = 4;
const maxThresholdMs = 1_000_000;

/** @throws RangeError when a threshold is no duration. */
export function checkApdexOptions({
  thresholdMs = defaultThresholdMs,
  routes = {},
}: ApdexOptions): void {
  const thresholds = [["thresholdMs", thresholdMs] as const, ...Object.entries(routes)];
  for (const [name, ms] of thresholds) {
    if (typeof ms === "number" && ms > 0 && ms <= maxThresholdMs) continue;
    throw new RangeError(
      `Cannot start Edgewatch: apdex has ${String(ms)} for ${name}; give milliseconds from above 0 to ${maxThresholdMs}`,
    );
  }
}

/**
 * Finds the buckets that a route's thresholds fall into.
 *
 * Buckets are counted whole, so that one that satisfies is never counted as slower, and one that is slower by up to
 * 2.19 % may be counted as satisfying.
 */
export function apdexBounds({ thresholdMs, routes }: ApdexOptions, route: string): ApdexBounds {
  const own = routes !== undefined && Object.hasOwn(routes, route) ? routes[route] : undefined;
  const seconds = (own ?? thresholdMs ?? defaultThresholdMs) / 1_000;
  return { satisfiedTo: bucketIndex(seconds), toleratedTo: bucketIndex(seconds * tolerance) };
}
