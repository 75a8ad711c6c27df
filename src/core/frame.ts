/** Length of the finest time bucket, in milliseconds. */
export const frameMs = 10_000;

/** The labels of a series, in the order in which its key lists them. */
export const labelNames = ["service", "method", "route", "status"] as const;
export type LabelName = (typeof labelNames)[number];

/** The label values of a series in the order of `labelNames`, as a JSON array. */
export type SeriesKey = string;

/** Sum in microseconds, zero count, index of the first bucket, and then one count a bucket. */
export type SeriesValue = readonly number[];

/** Mergeable counters of one source, or of many, for one time bucket. */
export interface Frame {
  /** Start of the bucket in milliseconds since 1970. */
  readonly startMs: number;
  /** Requests that began; `started` minus the finished ones is what runs or was lost. */
  readonly started: number;
  /** What Edgewatch had to give up, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly series: Readonly<Record<SeriesKey, SeriesValue>>;
}

/** The start of the bucket that holds `timeMs`. */
export function frameStart(timeMs: number, stepMs: number = frameMs): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

export function formatSeriesKey(labels: Readonly<Record<LabelName, string>>): SeriesKey {
  return JSON.stringify(labelNames.map((name) => labels[name]));
}

export function parseSeriesKey(key: SeriesKey): Record<LabelName, string> {
  const [service = "", method = "", route = "", status = ""]: string[] = JSON.parse(key);
  return { service, method, route, status };
}
