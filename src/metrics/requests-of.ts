import { bucketsAt, durationsAt, type Frame, type SeriesValue } from "../core/frame.ts";

/** How many requests a series has counted. */
export function requestsOf(value: SeriesValue): number {
  let requests = value[durationsAt + 1] ?? 0;
  for (let i = bucketsAt; i < value.length; i++) requests += Math.max(0, value[i] ?? 0);
  return requests;
}

/** How many requests a frame has counted. */
export function requestsIn({ series }: Frame): number {
  let requests = 0;
  for (const [, value] of series) requests += requestsOf(value);
  return requests;
}
