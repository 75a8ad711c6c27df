import { frameStart, type Frame } from "../core/frame.ts";
import type { Reading } from "../core/store.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { Row } from "./row.ts";

/** Merges rows into one frame a step, oldest first; a row that is alone in its step is not touched. */
export function mergeSteps(rows: Iterable<Row>, stepMs: number): Reading {
  const steps = new Map<number, Frame | FrameMerger>();
  const sources = new Set<string>();
  for (const row of rows) {
    const startMs = frameStart(row.startMs, stepMs);
    const { sources: ledger = [], ...frame } = row;
    for (const [source] of ledger) sources.add(source);
    const known = steps.get(startMs);
    if (known === undefined) steps.set(startMs, { ...frame, startMs });
    else if (known instanceof FrameMerger) known.add(frame);
    else {
      const merger = new FrameMerger(startMs);
      merger.add(known);
      merger.add(frame);
      steps.set(startMs, merger);
    }
  }
  const frames = [...steps.values()].map((step) =>
    step instanceof FrameMerger ? step.toFrame() : step,
  );
  return { frames: frames.toSorted((a, b) => a.startMs - b.startMs), sources: sources.size };
}
