import { endOfTimeMs, type Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { CallSum, type CallFigures } from "./call-sum.ts";
import { readCallSeries, type CallSeries } from "./call-series.ts";
import { callValues, type CallValues, type TimedCalls } from "./call-values.ts";
import type { DependencyOrder } from "./dependency-orders.ts";
import type { DependencyQuery } from "./dependency-query.ts";
import { isoRange } from "./iso-range.ts";
import { stepsHead, type MaybeSteps } from "./steps.ts";

/** The calls of one dependency, or those of one method and route or operation of it. */
export interface DependencyRow extends CallFigures {
  readonly dependency: string;
  /** Null where the calls are no HTTP; absent where rows are whole dependencies. */
  readonly method?: string | null | undefined;
  /** The route, or what was done; null where it is not known. */
  readonly operation?: string | null | undefined;
  /** Figures of each step, where steps were asked for. */
  readonly values?: CallValues | undefined;
}

/** The answer of `/_edgewatch/api/dependencies`; what is said of steps is there where they were asked for. */
export interface DependencyList extends MaybeSteps {
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
  const { range, by, limit, step, nowMs } = query;
  const { frames } = await store.read(range, step?.ms ?? endOfTimeMs);
  const ranked = rankDependencies(frames, query);
  const listed = ranked.slice(0, limit);
  const head = {
    ...isoRange(range),
    by,
    coverage: store.coverage,
  };
  const more = ranked.length - listed.length;
  if (step === undefined) return { ...head, rows: listed.map(({ row }) => row), more };
  const stepped = { range, step, nowMs };
  return {
    ...head,
    ...stepsHead(stepped),
    rows: listed.map(({ row, calls }) =>
      Object.assign(row, { values: callValues(calls, stepped) }),
    ),
    more,
  };
}

/** A row, and the calls that it tells of. */
interface RankedRow {
  readonly row: DependencyRow;
  readonly calls: readonly TimedCalls[];
}

/** Adds up the calls of other services that frames have counted, and puts the rows in order. */
export function rankDependencies(
  frames: readonly Frame[],
  query: Omit<DependencyQuery, "limit" | "step" | "nowMs">,
): RankedRow[] {
  const { range, by, dependency, services } = query;
  const groups = new Map<string, TimedCalls[]>();
  for (const { startMs, metrics = [] } of frames) {
    for (const pair of metrics) {
      const series = readCallSeries(pair);
      if (series === undefined || (dependency ?? series.dependency) !== series.dependency) continue;
      if (services?.has(series.service) === false) continue;
      if (by === "operation" && series.isRetry) continue;
      const key = keyOf(series, by);
      const calls = groups.get(key) ?? [];
      groups.set(key, calls);
      calls.push({ startMs, series });
    }
  }
  const lengthMs = range.toMs - range.fromMs;
  return Array.from(groups, ([key, calls]) => {
    const sum = new CallSum();
    for (const { series } of calls) sum.add(series);
    const figures = sum.figures(lengthMs, by === "dependency");
    return { key, row: { ...namesOf(calls[0]?.series, by), ...figures }, calls };
  }).toSorted((a, b) => compare(a.row, b.row, query) || (a.key < b.key ? -1 : 1));
}

function keyOf({ dependency, method, operation }: CallSeries, by: DependencyQuery["by"]): string {
  return JSON.stringify(by === "dependency" ? [dependency] : [dependency, method, operation]);
}

function namesOf(
  series: CallSeries | undefined,
  by: DependencyQuery["by"],
): Pick<DependencyRow, "dependency" | "method" | "operation"> {
  const { dependency = "", method = null, operation = null } = series ?? {};
  return by === "dependency" ? { dependency } : { dependency, method, operation };
}

/** What is not known comes first, as in all tables. */
function compare(
  a: DependencyRow,
  b: DependencyRow,
  { order, isDescending }: Pick<DependencyQuery, "order" | "isDescending">,
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
