import { bucketsAt, durationsAt, type SeriesValue } from "../core/frame.ts";
import { bucketUpperBound } from "../metrics/histogram.ts";
import type { DurationHeatmap } from "./overview-answer.ts";

/** Half an octave. */
const bucketsPerRow = 16;
/** What is faster than all these rows is counted in the lowest. */
const maxRows = 39;
/** Stands below the row of any bucket. */
const zeroRow = -Infinity;
/** Durations up to 2^-20 s count as zero. */
const zeroBoundMs = rounded(2 ** -20 * 1_000);

/**
 * Tells how durations were distributed in each step, by rows of half an octave from the fastest to the slowest.
 *
 * @param values what was counted in each step; undefined for nothing
 */
export function durationHeatmap(values: readonly (SeriesValue | undefined)[]): DurationHeatmap {
  const steps = values.map((value) => rowsOf(value));
  const used = new Set(steps.flatMap((rows) => [...rows.keys()]));
  const hasZero = used.delete(zeroRow);
  const last = Math.max(...used);
  const first = Math.max(Math.min(...used), last - maxRows + 1);
  const rows =
    used.size === 0 ? [] : Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const shown = hasZero ? [zeroRow, ...rows] : rows;
  return {
    bounds_ms: shown.map((row) => boundMs(row)),
    counts: steps.map((counted) => {
      const counts = shown.map(() => 0);
      const offset = hasZero ? 1 : 0;
      for (const [row, count] of counted) {
        const at = row === zeroRow ? 0 : Math.max(0, row - first) + offset;
        counts[at] = (counts[at] ?? 0) + count;
      }
      return counts;
    }),
  };
}

function boundMs(row: number): number {
  if (row === zeroRow) return zeroBoundMs;
  return rounded(bucketUpperBound((row + 1) * bucketsPerRow - 1) * 1_000);
}

/** Six digits tell any two rows apart. */
function rounded(ms: number): number {
  return Number(ms.toPrecision(6));
}

/** Counts by row. */
function rowsOf(value: SeriesValue = []): Map<number, number> {
  const rows = new Map<number, number>();
  const zeros = value[durationsAt + 1] ?? 0;
  if (zeros > 0) rows.set(zeroRow, zeros);
  let bucket = value[durationsAt + 2] ?? 0;
  for (let at = bucketsAt; at < value.length; at++) {
    const count = value[at] ?? 0;
    if (count < 0) {
      bucket -= count;
      continue;
    }
    if (count > 0) {
      const row = Math.floor(bucket / bucketsPerRow);
      rows.set(row, (rows.get(row) ?? 0) + count);
    }
    bucket++;
  }
  return rows;
}
