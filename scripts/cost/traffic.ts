/** A steady load, and how it reaches a store. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** Isolates that serve it at a time; an assumption, for Cloudflare does not tell. */
  readonly isolates: number;
}

/** From a side project to a large API. */
export const traffics: readonly Traffic[] = [
  { requestsPerSecond: 10, isolates: 5 },
  { requestsPerSecond: 100, isolates: 20 },
  { requestsPerSecond: 1_000, isolates: 100 },
  { requestsPerSecond: 10_000, isolates: 600 },
];

export const monthSeconds: number = 30 * 86_400;
const bucketSeconds = 10;
/** An isolate flushes at the end of each bucket, and whenever it has this many requests. */
const maxRequestsPerFlush = 1_000;

export function flushesPerMonth({ requestsPerSecond, isolates }: Traffic): number {
  const requestsPerBucket = (requestsPerSecond * bucketSeconds) / isolates;
  const flushesPerBucket = isolates * Math.max(1, requestsPerBucket / maxRequestsPerFlush);
  return Math.round((flushesPerBucket * monthSeconds) / bucketSeconds);
}
