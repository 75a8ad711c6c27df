import { boundsOf, isRelative } from "./parse-range.ts";

/** How often a question is asked again. */
export interface RefreshRate {
  /** Whether its answer changes as time goes by. */
  readonly isLive: boolean;
  /** At most this often, where something has happened. */
  readonly everyMs: number;
  /** At least this often. */
  readonly idleMs: number;
}

const hourMs = 3_600_000;
/** A range may begin with a whole minute. */
const spareMs = 60_000;
/** Until then after the end of a range, sources may write what happened in it. */
const settleMs = 30_000;
const fixed: RefreshRate = { isLive: false, everyMs: Infinity, idleMs: Infinity };

/** Finds how often a question that was answered at a moment is asked again; one without a range is about now. */
export function refreshRate(path: string, answeredMs: number): RefreshRate {
  const params = new URLSearchParams(path.split("?")[1] ?? "");
  const [from, to] = [params.get("from") ?? "now", params.get("to") ?? "now"];
  const { fromMs, toMs } = boundsOf({ from, to }, answeredMs);
  if (!isRelative(to) && toMs + settleMs < answeredMs) return fixed;
  const lengthMs = toMs - fromMs;
  const everyMs =
    lengthMs > 48 * hourMs
      ? 60_000
      : lengthMs > 6 * hourMs + spareMs
        ? 10_000
        : lengthMs > hourMs + spareMs
          ? 5_000
          : 2_000;
  return { isLive: true, everyMs, idleMs: Math.max(30_000, everyMs) };
}
