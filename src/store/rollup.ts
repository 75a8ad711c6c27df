import { frameStart, type Frame } from "../core/frame.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { KeyValue } from "./key-value.ts";
import { formatRow, parseRow, type Row } from "./row.ts";
import { finest, hourly, resolutions, rowKey, type Resolution } from "./resolution.ts";

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
const graceMs = 15_000;
/** Buckets made in one go, so that a long pause does not block whoever comes next. */
const maxBuckets = 500;

/**
 * Rolls 10 s up into minutes, hours and days, and forgets what has been kept long enough.
 *
 * A coarser bucket is always recomputed from its children and never added to, so that doing it again changes nothing;
 * when a late batch reaches a bucket that has been rolled up, its parents are made again.
 */
export class Rollup {
  readonly #host: KeyValue;

  constructor(host: KeyValue) {
    this.#host = host;
  }

  /** Where things stand; undefined before the first batch. */
  progress(): Progress | undefined {
    const text = this.#host.get(progressKey);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** Whether a batch may still write to the bucket; its row, with what has been applied to it, is gone later. */
  isOpen(startMs: number): boolean {
    const keptFrom = this.progress()?.keptFrom[finest.name];
    return keptFrom === undefined || startMs >= keptFrom;
  }

  /** Everything counted in hours that no batch can change any more. */
  closedTotal(): Frame | undefined {
    const text = this.#host.get(totalKey);
    return text === undefined ? undefined : parseRow(text).frame;
  }

  /** Notes that a bucket has changed: parents that have been made already are made again. */
  changed(startMs: number): void {
    const progress = this.progress();
    if (progress === undefined) {
      this.#save(startingAt(startMs));
      return;
    }
    if (startMs < firstStart(progress)) this.#save(extendedTo(progress, startMs));
    for (const [child, parent] of steps()) {
      const parentStart = frameStart(startMs, parent.stepMs);
      if (parentStart + parent.stepMs > (progress.rolledTo[parent.name] ?? 0)) return;
      this.#make(child, parent, parentStart);
    }
  }

  /** Makes the buckets that are due and forgets old ones; call it as often as you like. */
  run(nowMs: number): void {
    if (!this.#isDue(nowMs)) return;
    this.#host.transaction(() => {
      // Another process may have done it meanwhile.
      const progress = this.progress();
      if (progress === undefined || !this.#isDue(nowMs)) return;
      const rolledTo = this.#rollUp(progress, nowMs);
      const closedTo = this.#close(progress, rolledTo, nowMs);
      const keptFrom = this.#forget({ rolledTo, closedTo, keptFrom: progress.keptFrom }, nowMs);
      this.#save({ rolledTo, keptFrom, closedTo });
    });
  }

  #isDue(nowMs: number): boolean {
    const progress = this.progress();
    return progress !== undefined && nowMs - graceMs >= nextDue(progress);
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
    const sources = new Set<string>();
    const rows = [
      ...this.#host.list(rowKey(child, startMs), rowKey(child, startMs + parent.stepMs)),
    ];
    for (const [, text] of rows) {
      const row = parseRow(text);
      merger.add(row.frame);
      if (child === finest)
        for (const source of Object.keys(row.sources ?? {})) sources.add(source);
    }
    if (rows.length === 0) return false;
    const names = Object.fromEntries([...sources].map((source) => [source, []]));
    const row: Row = { ...(child === finest ? { sources: names } : {}), frame: merger.toFrame() };
    this.#host.put(rowKey(parent, startMs), formatRow(row));
    return true;
  }

  /** Skips quiet times: the next parent that has children, or the last whole one. */
  #nextChild(child: Resolution, parent: Resolution, startMs: number, endMs: number): number {
    for (const [, text] of this.#host.list(rowKey(child, startMs), rowKey(child, endMs), 1)) {
      return frameStart(parseRow(text).frame.startMs, parent.stepMs);
    }
    return frameStart(endMs, parent.stepMs);
  }

  /** Adds hours to the closed total once no batch can change them; together with `closedTo`, so each one once. */
  #close(progress: Progress, rolledTo: Readonly<Record<string, number>>, nowMs: number): number {
    const endMs = Math.min(
      rolledTo[hourly.name] ?? 0,
      frameStart(nowMs - finest.keepMs - graceMs, hourly.stepMs),
    );
    if (endMs <= progress.closedTo) return progress.closedTo;
    const merger = new FrameMerger(0);
    const before = this.closedTotal();
    if (before !== undefined) merger.add(before);
    for (const [, text] of this.#host.list(
      rowKey(hourly, progress.closedTo),
      rowKey(hourly, endMs),
    )) {
      merger.add(parseRow(text).frame);
    }
    this.#host.put(totalKey, formatRow({ frame: merger.toFrame() }));
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
        Math.min(nowMs - resolution.keepMs, heldMs, this.#closedOf(resolution, progress)),
        step,
      );
      const before = keptFrom[resolution.name] ?? 0;
      if (fromMs <= before) return;
      for (const [key] of [
        ...this.#host.list(rowKey(resolution, before), rowKey(resolution, fromMs)),
      ]) {
        this.#host.delete(key);
      }
      keptFrom[resolution.name] = fromMs;
    });
    return keptFrom;
  }

  /** Minutes and seconds of an hour that is not closed are needed by nobody but late batches; hours by the total. */
  #closedOf(resolution: Resolution, progress: Progress): number {
    return resolution.stepMs >= hourly.stepMs ? progress.closedTo : Infinity;
  }

  #save(progress: Progress): void {
    this.#host.put(progressKey, JSON.stringify(progress));
  }
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

/** Where the first bucket ever written lies. */
function firstStart(progress: Progress): number {
  return Math.min(progress.closedTo, ...Object.values(progress.rolledTo));
}

/** A batch from before everything known, as of a source whose clock is behind. */
function extendedTo(progress: Progress, startMs: number): Progress {
  const { rolledTo, closedTo } = startingAt(startMs);
  return { ...progress, rolledTo, closedTo };
}

/** When the next minute is complete. */
function nextDue(progress: Progress): number {
  const minute = resolutions[1] ?? finest;
  return (progress.rolledTo[minute.name] ?? 0) + minute.stepMs;
}
