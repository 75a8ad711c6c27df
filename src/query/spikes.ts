import { otherGroups, parseGroupKey } from "../core/error-group.ts";
import { endOfTimeMs, frameStart, type Frame } from "../core/frame.ts";
import type { Store, TimeRange } from "../core/store.ts";
import { gatherGroups, type GatheredGroup } from "./gathered-groups.ts";

/** A group that fails far more often than it is used to. */
export interface Spike {
  readonly id: string;
  /** Failures of the last five minutes. */
  readonly count: number;
  /** Failures in five minutes of its median hour of the last 24, at least 1. */
  readonly baseline: number;
  /** What is known of those five minutes. */
  readonly group: GatheredGroup;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const recentMs = 5 * minuteMs;
const hours = 24;
const minCount = 20;
/** How many times as often as usual is a spike. */
const factor = 10;

/**
 * Finds the groups that spike: at least 20 failures in five minutes, and ten times as many as in its median hour.
 *
 * The median forgives earlier spikes. Hours that are over are read only where enough has failed.
 */
export async function findSpikes(store: Store, nowMs: number): Promise<readonly Spike[]> {
  const recent = await store.read({ fromMs: nowMs - recentMs, toMs: nowMs + 1 }, endOfTimeMs);
  const many = [...gatherGroups(recent.frames)].filter(
    ([id, { tally }]) => tally.count >= minCount && id !== otherGroups,
  );
  if (many.length === 0) return [];
  const thisHourMs = frameStart(nowMs - recentMs, hourMs);
  const range = { fromMs: thisHourMs - hours * hourMs, toMs: thisHourMs };
  const past = (await store.read(range, hourMs)).frames.map((frame) => countGroups([frame]));
  return many.flatMap(([id, group]) => {
    const { count } = group.tally;
    const median = medianOf(past.map((counts) => counts.get(id) ?? 0));
    const baseline = Math.max(1, (median * recentMs) / hourMs);
    return count >= factor * baseline ? [{ id, count, baseline, group }] : [];
  });
}

/** What frames have been read of, and when. */
export interface ReadFrames {
  readonly range: TimeRange;
  readonly stepMs: number;
  readonly nowMs: number;
}

/** Tells from frames that have been read already whether there is anything to find; true where they do not tell. */
export function maySpike(frames: readonly Frame[], { range, stepMs, nowMs }: ReadFrames): boolean {
  const sinceMs = nowMs - recentMs;
  if (range.fromMs > sinceMs || range.toMs <= nowMs) return true;
  const recent = frames.filter(({ startMs }) => startMs + stepMs > sinceMs);
  return [...countGroups(recent).values()].some((count) => count >= minCount);
}

function countGroups(frames: readonly Frame[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [key, { count }] of frames.flatMap((frame) => frame.groups ?? [])) {
    const { id } = parseGroupKey(key);
    counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return counts;
}

/** The median of 24 hours, those without a frame counted as empty. */
function medianOf(counts: readonly number[]): number {
  const all = [...counts, ...Array.from({ length: hours - counts.length }, () => 0)];
  const sorted = all.toSorted((a, b) => a - b);
  return ((sorted[hours / 2 - 1] ?? 0) + (sorted[hours / 2] ?? 0)) / 2;
}
