import { frameStart } from "../core/frame.ts";
import { overviewStep } from "../query/overview-step.ts";
import { readTime, unitMs } from "../query/read-time.ts";
import { resolutions } from "../store/resolution.ts";

/** The range that figures are asked for. */
export interface Range {
  /** As the API takes it: `-6h`, or ISO 8601. */
  readonly from: string;
  /** `now`, or ISO 8601. */
  readonly to: string;
  /** Whether it ends now. */
  readonly isLive: boolean;
}

export interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const coarsest = "1d";
/** Fewer points make no line. */
const minSparkPoints = 24;
/** Clocks of browsers are not exact. */
const clockSpareMs = minuteMs;

const usualRange: Range = { from: "-1h", to: "now", isLive: true };

/** Reads the range of an address; one that makes no sense is the last hour. */
export function parseRange(params: URLSearchParams, nowMs: number): Range {
  const from = params.get("from") ?? usualRange.from;
  const to = params.get("to") ?? usualRange.to;
  const fromMs = readTime(from, nowMs);
  const toMs = readTime(to, nowMs);
  if (!(fromMs < toMs)) return usualRange;
  return { from, to, isLive: to === "now" };
}

/** Says when a range begins and ends. */
export function boundsOf({ from, to }: Pick<Range, "from" | "to">, nowMs: number): Bounds {
  return { fromMs: readTime(from, nowMs), toMs: readTime(to, nowMs) };
}

/** Lets a range begin with a step of its overview, so that what is listed is what is counted there. */
export function wholeRange(range: Range, nowMs: number): Range {
  const bounds = boundsOf(range, nowMs);
  const { text: step, ms: stepMs } = overviewStep(bounds, nowMs);
  const { from } = range;
  if (!isRelative(from)) {
    return { ...range, from: new Date(frameStart(bounds.fromMs, stepMs)).toISOString() };
  }
  const [moment = from, own] = from.split("/");
  // Steps divide one another: the beginning of a long one begins a short one too.
  const longer = resolutions.findLast(({ name }) => name === own || name === step);
  return { ...range, from: `${moment}/${longer?.name ?? step}` };
}

/** Whether a time moves on. */
export function isRelative(time: string): boolean {
  return time.startsWith("-") || time.startsWith("now");
}

/** Chooses the coarsest step that still makes a line of a sparkline, among those that are kept of the range. */
export function sparkStep(range: Range, nowMs: number): string {
  const { fromMs, toMs } = boundsOf(range, nowMs);
  const ageMs = nowMs - fromMs + (isRelative(range.from) ? 0 : clockSpareMs);
  const kept = resolutions.filter(({ keepMs }) => ageMs <= keepMs);
  const fine = kept.findLast(({ stepMs }) => toMs - fromMs >= minSparkPoints * stepMs);
  return (fine ?? kept[0])?.name ?? coarsest;
}

/** Writes a range as parameters of an address. */
export function rangeParams({
  from,
  to,
}: Pick<Range, "from" | "to">): Readonly<Record<string, string | undefined>> {
  return { from, to: to === usualRange.to ? undefined : to };
}

/** Moves a range by a part of its length, never beyond now; a range that ends now stays live where it can. */
export function shiftRange(range: Range, share: number, nowMs: number): Range {
  const { fromMs, toMs } = boundsOf(range, nowMs);
  const lengthMs = toMs - fromMs;
  const endMs = Math.min(nowMs, toMs + share * lengthMs);
  return fixedRange({ fromMs: endMs - lengthMs, toMs: endMs }, nowMs);
}

/** Makes a range longer or shorter about its middle, or about now where it ends there. */
export function zoomRange(range: Range, factor: number, nowMs: number): Range {
  const { fromMs, toMs } = boundsOf(range, nowMs);
  const lengthMs = Math.max(minuteMs, Math.min(400 * dayMs, (toMs - fromMs) * factor));
  if (range.isLive) return { ...usualRange, from: formatRelative(lengthMs) };
  const middleMs = (fromMs + toMs) / 2;
  const endMs = Math.min(nowMs, middleMs + lengthMs / 2);
  return fixedRange({ fromMs: endMs - lengthMs, toMs: endMs }, nowMs);
}

/** A range between two moments; one that reaches to now is live. */
export function fixedRange({ fromMs, toMs }: Bounds, nowMs: number): Range {
  const startMs = Math.max(0, fromMs);
  if (toMs >= nowMs - 1_000) {
    return { ...usualRange, from: formatRelative(Math.max(minuteMs, nowMs - startMs)) };
  }
  return {
    from: new Date(startMs).toISOString(),
    to: new Date(toMs).toISOString(),
    isLive: false,
  };
}

/** The length as the API takes it, in the largest unit that divides it. */
function formatRelative(lengthMs: number): string {
  const seconds = Math.round(lengthMs / 1_000);
  const [unit, ms] = [...unitMs].findLast(
    ([name, unitLengthMs]) => name !== "w" && (seconds * 1_000) % unitLengthMs === 0,
  ) ?? ["s", 1_000];
  return `-${(seconds * 1_000) / ms}${unit}`;
}
