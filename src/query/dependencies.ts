import { endOfTimeMs } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { CallSum, type CallFigures } from "./call-sum.ts";
import { readCallSeries, type CallSeries } from "./call-series.ts";
import type { DependencyOrder } from "./dependency-orders.ts";
import type { DependencyQuery } from "./dependency-query.ts";

/** The calls of one dependency, or those of one method and route or operation of it. */
export interface DependencyRow extends CallFigures {
  readonly dependency: string;
  /** Null where the calls are no HTTP; absent where rows are whole dependencies. */
  readonly method?: string | null;
  /** The route, or what was done; null where it is not known. */
  readonly operation?: string | null;
}

/** The answer of `/_edgewatch/api/dependencies`. */
export interface DependencyList {
  readonly from: string;
  readonly to: string;
  readonly by: DependencyQuery["by"];
  readonly coverage: Store["coverage"];
  readonly rows: readonly DependencyRow[];
  /** Rows that `limit` left out. */
  readonly more: number;
}

/** Answers a question for the calls of other services from a store. */
export async function readDependencies(
  store: Store,
  query: DependencyQuery,
): Promise<DependencyList> {
  const { range, by, limit, dependency } = query;
  const { frames } = await store.read(range, endOfTimeMs);
  const groups = new Map<string, { readonly first: CallSeries; readonly sum: CallSum }>();
  for (const pair of frames.flatMap(({ metrics }) => metrics ?? [])) {
    const series = readCallSeries(pair);
    if (series === undefined || (dependency ?? series.dependency) !== series.dependency) continue;
    if (by === "operation" && series.isRetry) continue;
    const key = keyOf(series, by);
    const group = groups.get(key) ?? { first: series, sum: new CallSum() };
    groups.set(key, group);
    group.sum.add(series);
  }
  const lengthMs = range.toMs - range.fromMs;
  const rows = Array.from(groups, ([key, { first, sum }]) => ({
    key,
    row: { ...namesOf(first, by), ...sum.figures(lengthMs, by === "dependency") },
  })).toSorted((a, b) => compare(a.row, b.row, query) || (a.key < b.key ? -1 : 1));
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    by,
    coverage: store.coverage,
    rows: rows.slice(0, limit).map(({ row }) => row),
    more: Math.max(0, rows.length - limit),
  };
}

function keyOf({ dependency, method, operation }: CallSeries, by: DependencyQuery["by"]): string {
  return JSON.stringify(by === "dependency" ? [dependency] : [dependency, method, operation]);
}

function namesOf(
  { dependency, method, operation }: CallSeries,
  by: DependencyQuery["by"],
): Pick<DependencyRow, "dependency" | "method" | "operation"> {
  return by === "dependency" ? { dependency } : { dependency, method, operation };
}

/** What is not known comes first, as in all tables. */
function compare(
  a: DependencyRow,
  b: DependencyRow,
  { order, isDescending }: DependencyQuery,
): number {
  const [one, other] = [figureOf(a, order), figureOf(b, order)];
  if (one === other) return 0;
  const isBefore = one === null || (other !== null && one < other);
  return isBefore === isDescending ? 1 : -1;
}

function figureOf(row: DependencyRow, order: DependencyOrder): number | string | null {
  if (order === "avg" || order === "p50" || order === "p90" || order === "p99") {
    return row.duration_ms === null ? null : row.duration_ms[order];
  }
  return row[order];
}
