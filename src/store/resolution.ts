/** A width of time buckets, and how long its buckets are kept. */
export interface Resolution {
  /** First part of its rows' keys. */
  readonly name: string;
  readonly stepMs: number;
  /** For how long its buckets are promised to be there. */
  readonly keepMs: number;
}

/** Buckets stay longer than promised, so that what was there when a question was asked is there when it is answered. */
const spareMs = 5 * 60_000;

/** From when on nobody may rely on a bucket of this resolution any more. */
export function forgottenMs({ keepMs }: Resolution, nowMs: number): number {
  return nowMs - keepMs - spareMs;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Minutes are the first that are made of others. */
export const minutely: Resolution = { name: "1m", stepMs: minuteMs, keepMs: dayMs };
/** Hours are what lifetime totals are closed by. */
export const hourly: Resolution = { name: "1h", stepMs: hourMs, keepMs: 30 * dayMs };

/** From the finest, into which batches are written, to the coarsest; each step divides the next one. */
export const resolutions: readonly [Resolution, ...Resolution[]] = [
  { name: "10s", stepMs: 10 * secondMs, keepMs: hourMs },
  minutely,
  // A day in hours would be 24 points, and a week in minutes more rows than a question may read.
  { name: "10m", stepMs: 10 * minuteMs, keepMs: 7 * dayMs },
  hourly,
  { name: "1d", stepMs: dayMs, keepMs: 400 * dayMs },
];

export const finest: Resolution = resolutions[0];

/** The key of a row. Times have a fixed width, so that keys order by time, in any year that a date can name. */
export function rowKey({ name }: Resolution, startMs: number): string {
  return `${name}/${String(Math.max(0, startMs)).padStart(16, "0")}`;
}
