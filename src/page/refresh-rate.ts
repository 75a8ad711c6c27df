import { boundsOf } from "./parse-range.ts";

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
const fixed: RefreshRate = { isLive: false, everyMs: Infinity, idleMs: Infinity };

/** Finds how often a question is asked again, by its range; one without a range is about now. */
export function refreshRate(path: string): RefreshRate {
  const params = new URLSearchParams(path.split("?")[1] ?? "");
  if ((params.get("to") ?? "now") !== "now") return fixed;
  const { fromMs, toMs } = boundsOf({ from: params.get("from") ?? "now", to: "now" }, Date.now());
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
