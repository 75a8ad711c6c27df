import type { Reading } from "../core/store.ts";
import { mergeSteps } from "./merge-steps.ts";

/** Merges what several stores, each with sources of its own, have read in steps of the same length. */
export function mergeReadings(readings: readonly Reading[], stepMs: number): Reading {
  const { frames } = mergeSteps(
    readings.flatMap((reading) => reading.frames),
    stepMs,
  );
  return { frames, sources: readings.reduce((sum, { sources }) => sum + sources, 0) };
}
