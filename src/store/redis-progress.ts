import { frameStart } from "../core/frame.ts";
import { adoptResolutions } from "./adopt-resolutions.ts";
import { finest, hourly, resolutions, type Resolution } from "./resolution.ts";
import { progressAfter, type Progress } from "./rollup.ts";

/** The width of the days that have rows. */
const daily: Resolution = resolutions.at(-1) ?? finest;

/** Where things stand in Redis: how far the rolling up has come, and what flushes have noted for it since. */
export interface RedisProgress {
  /** What the last rollup has left; undefined before the first. */
  readonly made: Progress | undefined;
  /** Everything before it is rolled up or being so: a flush that writes there says so. */
  readonly rollingToMs: number;
  /** The earliest bucket that was written too late to be rolled up. */
  readonly dirtyFromMs: number | undefined;
  /** Starts of the hours that have rows, in order; Redis cannot list keys by time. */
  readonly hours: readonly number[];
  /** Starts of the days that have rows, in order. */
  readonly days: readonly number[];
}

/** What the progress says once what flushes have noted is taken in; undefined before the first batch. */
export function currentProgress({ made, dirtyFromMs }: RedisProgress): Progress | undefined {
  return dirtyFromMs === undefined ? made : progressAfter(made, dirtyFromMs);
}

/**
 * Reads `P<keptFrom> <rollingTo> <dirtyFrom or -1>`, the numbers of the hours, and the rest as JSON, on a line each. The first
 * two lines are written by `applyScript` as well.
 */
export function parseRedisProgress(text: string): RedisProgress {
  const [head = "", hours = "", body = ""] = text.split("\n");
  const [, rollingTo, dirtyFrom] = head.split(" ").map(Number);
  const { made, days = [] }: { made?: Progress; days?: number[] } =
    body === "" ? {} : JSON.parse(body);
  const hourStarts = hours
    .split(" ")
    .flatMap((hour) => (hour === "" ? [] : [Number(hour) * hourly.stepMs]));
  return {
    made: made === undefined ? undefined : adoptResolutions(made),
    rollingToMs: rollingTo ?? 0,
    dirtyFromMs: dirtyFrom === undefined || dirtyFrom < 0 ? undefined : dirtyFrom,
    hours: hourStarts.toSorted((a, b) => a - b),
    days: sorted([...days, ...hourStarts.map((hour) => frameStart(hour, daily.stepMs))]),
  };
}

/** Writes progress without the hours and days of which nothing is left. */
export function formatRedisProgress(progress: RedisProgress): string {
  const { made, rollingToMs, dirtyFromMs = -1 } = progress;
  const hours = progress.hours
    .filter((hour) => hour >= (made?.keptFrom[hourly.name] ?? 0))
    .map((hour) => `${hour / hourly.stepMs} `);
  const days = progress.days.filter((day) => day >= (made?.keptFrom[daily.name] ?? 0));
  const head = `P${made?.keptFrom[finest.name] ?? 0} ${rollingToMs} ${dirtyFromMs}`;
  return `${head}\n ${hours.join("")}\n${made === undefined ? "" : JSON.stringify({ made, days })}`;
}

/** What only a rollup changes. */
export function madePart(text: string): string {
  return text.slice(text.lastIndexOf("\n"));
}

/** Lists where rows of a resolution may be, from a time on and before another one. */
export function possibleStarts(
  { hours, days }: RedisProgress,
  { stepMs }: Resolution,
  fromMs: number,
  toMs: number,
): number[] {
  if (stepMs >= hourly.stepMs) {
    const starts = stepMs === hourly.stepMs ? hours : days;
    return starts.filter((start) => start >= fromMs && start < toMs);
  }
  const starts: number[] = [];
  for (const hour of hours) {
    const first = Math.max(hour, Math.ceil(fromMs / stepMs) * stepMs);
    const end = Math.min(hour + hourly.stepMs, toMs);
    for (let start = first; start < end; start += stepMs) starts.push(start);
  }
  return starts;
}

function sorted(times: readonly number[]): number[] {
  return [...new Set(times)].toSorted((a, b) => a - b);
}
