import type { SeriesAnswer, Usage } from "./answer.ts";
import type { TableRow } from "./csv.ts";
import type { Measure } from "../core/measures.ts";

/** An answer as rows, of which every one has the same columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

const figureColumns = [
  "requests",
  "errors",
  "error_rate",
  "rate_per_second",
  "availability",
  "burn_rate",
  "apdex",
  "duration_ms.avg",
  "duration_ms.p50",
  "duration_ms.p90",
  "duration_ms.p95",
  "duration_ms.p99",
  "duration_ms.p99_9",
  "bytes_in",
  "bytes_out",
  "cpu_ms",
  "unique_consumers",
] as const;

/** The rows of a usage answer; what concerns all of them is left out. */
export function usageTable({ by, step, rows, previous }: Usage): Table {
  const before = previous === undefined ? [] : figureColumns.map((column) => `previous.${column}`);
  const isInSteps = step !== null;
  return {
    columns: [
      ...(isInSteps ? ["time"] : []),
      ...by,
      ...figureColumns,
      ...(isInSteps ? ["partial"] : []),
      ...before,
    ],
    rows,
  };
}

/** One row a step and group. */
export function seriesTable(answer: SeriesAnswer, measures: readonly Measure[]): Table {
  const { by, times, partial, series } = answer;
  const isPartial = new Set(partial);
  const rows = series.flatMap(({ labels, values }) =>
    times.map((time, at) => {
      const figures = measures.map((name) => [name, values[name]?.[at] ?? null] as const);
      const partialFields = isPartial.has(at) ? { partial: true } : {};
      return Object.assign({ time }, labels, Object.fromEntries(figures), partialFields);
    }),
  );
  return { columns: ["time", ...by, ...measures, "partial"], rows };
}
