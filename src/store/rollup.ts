import { frameStart, type Frame } from "../core/frame.ts";
import { adoptResolutions } from "./adopt-resolutions.ts";
import { FrameMerger } from "./frame-merger.ts";
import {
  finest,
  forgottenMs,
  hourly,
  minutely,
  resolutions,
  rowKey,
  type Resolution,
} from "./resolution.ts";
import type { Rows } from "./rows.ts";

/** How far the rolling up has come; one row, changed together with what it speaks of. */
export interface Progress {
  /** Up to where the buckets of each coarser resolution have been made, by name. */
  readonly rolledTo: Readonly<Record<string, number>>;
  /** From where on the rows of each resolution are still there. */
  readonly keptFrom: Readonly<Record<string, number>>;
  /** Up to where hours are in the closed total. */
  readonly closedTo: number;
}

const progressKey = "progress";
const totalKey = "total";
/** A source may be this late before a bucket has to be made again. */
export const graceMs = 15_000;
/** Buckets made in one go, so that a long pause does not block whoever comes next. */
const maxBuckets = 500;
/** Names of sources that a minute remembers. */
const maxNames = 5_000;

/**
 * Rolls 10 s up into minutes, tens of minutes, hours and days, and forgets what has been kept long enough.
 *
 * A coarser bucket is always recomputed from its children and never added to, so that doing it again changes nothing;
 * when a late batch reaches a bucket that has been rolled up, its parents become due again.
 */
export class Rollup {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** Where things stand; undefined before the first batch. */
  progress(): Progress | undefined {
    const text = this.#rows.text(progressKey);
    if (text === undefined) return undefined;
    const progress: Progress = JSON.parse(text);
    return adoptResolutions(progress);
  }

  /** Everything counted in hours that no batch can change any more. */
  closedTotal(): Frame | undefined {
    return this.#rows.get(totalKey);
  }

  /** Notes that a bucket has changed: parents that have been made already become due again. */
  changed(startMs: number, progress: Progress | undefined): void {
    const next = progressAfter(progress, startMs);
    if (next !== progress) this.#save(next);
  }

  /** Makes the buckets that are due and forgets old ones; call it as often as you like. */
  run(nowMs: number): void {
    if (!isDue(this.progress(), nowMs)) return;
    this.#rows.transaction(() => {
      // Another process may have done it meanwhile.
      const progress = this.progress();
      if (progress === undefined || !isDue(progress, nowMs)) return;
      const rolledTo = this.#rollUp(progress, nowMs);
      const closedTo = this.#close(progress, rolledTo, nowMs);
      const keptFrom = this.#forget({ rolledTo, closedTo, keptFrom: progress.keptFrom }, nowMs);
      this.#save({ rolledTo, keptFrom, closedTo });
    });
  }

  #rollUp(progress: Progress, nowMs: number): Record<string, number> {
    const rolledTo: Record<string, number> = { ...progress.rolledTo };
    for (const [child, parent] of steps()) {
      const childrenTo = rolledTo[child.name] ?? nowMs - graceMs;
      let startMs = rolledTo[parent.name] ?? 0;
      for (let made = 0; startMs + parent.stepMs <= childrenTo && made < maxBuckets; made++) {
        const isMade = this.#make(child, parent, startMs);
        startMs = isMade
          ? startMs + parent.stepMs
          : this.#nextChild(child, parent, startMs, childrenTo);
      }
      rolledTo[parent.name] = startMs;
    }
    return rolledTo;
  }

  /** False where there was nothing to make it of. Minutes keep the names of their sources, not what each has sent. */
  #make(child: Resolution, parent: Resolution, startMs: number): boolean {
    const merger = new FrameMerger(startMs);
    const names = new Set<string>();
    let children = 0;
    for (const row of this.#rows.between(child, startMs, startMs + parent.stepMs)) {
      children++;
      merger.add(row);
      for (const [source] of row.sources ?? []) if (names.size < maxNames) names.add(source);
    }
    if (children === 0) return false;
    const sources = child === finest ? [...names].map((name) => [name, []] as const) : undefined;
    this.#rows.put(rowKey(parent, startMs), merger, sources);
    return true;
  }

  /** Skips quiet times: the next parent that has children, or the last whole one. */
  #nextChild(child: Resolution, parent: Resolution, startMs: number, endMs: number): number {
    for (const row of this.#rows.between(child, startMs, endMs, 1)) {
      return frameStart(row.startMs, parent.stepMs);
    }
    return frameStart(endMs, parent.stepMs);
  }

  /** Adds hours to the closed total once no batch can change them; together with `closedTo`, so each one once. */
  #close(progress: Progress, rolledTo: Readonly<Record<string, number>>, nowMs: number): number {
    const endMs = Math.min(
      rolledTo[hourly.name] ?? 0,
      frameStart(forgottenMs(finest, nowMs) - graceMs, hourly.stepMs),
    );
    if (endMs <= progress.closedTo) return progress.closedTo;
    const merger = new FrameMerger(0);
    const before = this.closedTotal();
    if (before !== undefined) merger.add(before);
    for (const row of this.#rows.between(hourly, progress.closedTo, endMs)) merger.add(row);
    this.#rows.put(totalKey, merger);
    return endMs;
  }

  /** Deletes rows that are past their time and that the next resolution, or the total, already holds. */
  #forget(progress: Progress, nowMs: number): Record<string, number> {
    const keptFrom: Record<string, number> = { ...progress.keptFrom };
    resolutions.forEach((resolution, index) => {
      const parent = resolutions[index + 1];
      const heldMs = parent === undefined ? nowMs : (progress.rolledTo[parent.name] ?? 0);
      const step = parent?.stepMs ?? resolution.stepMs;
      const fromMs = frameStart(
        Math.min(forgottenMs(resolution, nowMs), heldMs, closedOf(resolution, progress)),
        step,
      );
      const before = keptFrom[resolution.name] ?? 0;
      if (fromMs <= before) return;
      this.#rows.deleteBetween(resolution, before, fromMs);
      keptFrom[resolution.name] = fromMs;
    });
    return keptFrom;
  }

  #save(progress: Progress): void {
    this.#rows.putText(progressKey, JSON.stringify(progress));
  }
}

/** Whether a batch may still write to the bucket; its row, with what has been applied to it, is gone later. */
export function isOpen(progress: Progress | undefined, startMs: number): boolean {
  return startMs >= (progress?.keptFrom[finest.name] ?? -Infinity);
}

/** Minutes and seconds of an hour that is not closed are needed by nobody but late batches; hours by the total. */
function closedOf(resolution: Resolution, progress: Progress): number {
  return resolution.stepMs >= hourly.stepMs ? progress.closedTo : Infinity;
}

/**
 * Progress once a bucket has changed; the same where nothing has been made of it yet.
 *
 * Hours before `closedTo` are changed only as long as none was closed: later on their finest buckets are gone.
 */
export function progressAfter(progress: Progress | undefined, startMs: number): Progress {
  const fresh = startingAt(startMs);
  if (progress === undefined) return fresh;
  const isMade = startMs < (progress.rolledTo[minutely.name] ?? 0) || startMs < progress.closedTo;
  if (!isMade) return progress;
  const rolledTo = Object.entries(progress.rolledTo).map(
    ([name, toMs]) => [name, Math.min(toMs, fresh.rolledTo[name] ?? toMs)] as const,
  );
  return {
    ...progress,
    rolledTo: Object.fromEntries(rolledTo),
    closedTo: Math.min(progress.closedTo, fresh.closedTo),
  };
}

/** Whether the next minute is complete. */
export function isDue(progress: Progress | undefined, nowMs: number): boolean {
  if (progress === undefined) return false;
  return nowMs - graceMs >= (progress.rolledTo[minutely.name] ?? 0) + minutely.stepMs;
}

/** Each resolution with the next coarser one. */
function steps(): (readonly [Resolution, Resolution])[] {
  return resolutions
    .slice(1)
    .map((parent, index) => [resolutions[index] ?? finest, parent] as const);
}

function startingAt(startMs: number): Progress {
  const starts = resolutions.map(
    ({ name, stepMs }) => [name, frameStart(startMs, stepMs)] as const,
  );
  return {
    rolledTo: Object.fromEntries(starts.slice(1)),
    keptFrom: {},
    closedTo: frameStart(startMs, hourly.stepMs),
  };
}
