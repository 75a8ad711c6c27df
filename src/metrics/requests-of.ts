import { bucketsAt, durationsAt, type SeriesValue } from "../core/frame.ts";

/** How many requests a series has counted. */
export function requestsOf(value: SeriesValue): number {
  let requests = value[durationsAt + 1] ?? 0;
  for (let i = bucketsAt; i < value.length; i++) requests += Math.max(0, value[i] ?? 0);
  return requests;
}
