import { frameStart } from "../core/frame.ts";
import { otherValue } from "../core/labels.ts";
import type { Reading, Store } from "../core/store.ts";
import { resolutions } from "../store/resolution.ts";
import type { SeriesAnswer, UsageFigures, UsageSeries } from "./answer.ts";
import { Grouped, type Cell } from "./grouped.ts";
import { errorBudget } from "./objective.ts";
import { checkOwnNames, ownNamesOf } from "./parameters.ts";
import type { QuerySettings } from "./question.ts";
import { SeriesIndex, type GroupLabels } from "./series-index.ts";
import type { SeriesQuery } from "./series-query.ts";
import { spanOf, stepOf, type StepSpan } from "./step-span.ts";
import { UsageGroup } from "./usage-group.ts";

/**
 * Answers a series query from a store.
 *
 * Groups are in a total order, so that stores that have counted the same give the same answer.
 *
 * @throws QueryError when it asks for a label that nobody knows.
 */
export async function readSeries(
  store: Store,
  query: SeriesQuery,
  settings: QuerySettings = {},
): Promise<SeriesAnswer> {
  const reading = await store.read(query.range, query.step.ms);
  return toAnswer(query, settings, reading, store.coverage);
}

/** A group over all steps. */
interface Line {
  readonly labels: GroupLabels;
  readonly total: UsageGroup;
  readonly cells: Map<number, UsageGroup>;
}

function toAnswer(
  query: SeriesQuery,
  settings: QuerySettings,
  reading: Reading,
  coverage: Store["coverage"],
): SeriesAnswer {
  const { range, step, by, filters, limit } = query;
  const index = new SeriesIndex(query, settings);
  const grouped = new Grouped(reading.frames, index, ({ startMs }) =>
    stepOf(startMs, range, step.ms),
  );
  checkOwnNames(ownNamesOf(by, filters), index.ownLabels);
  const times = timesOf(query);
  const spans = times.map((timeMs) => spanOf(timeMs, step.ms, range, query.nowMs));
  const lines = mergeRest(linesOf(grouped.cells()), limit, by);
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: step.text,
    by,
    coverage,
    times: times.map((timeMs) => new Date(timeMs).toISOString()),
    partial: spans.flatMap(({ isPartial }, at) => (isPartial ? [at] : [])),
    series: lines.map((line) => toSeries(line, query, times, spans, grouped)),
  };
}

function timesOf({ range, step }: SeriesQuery): number[] {
  const times: number[] = [];
  for (let at = frameStart(range.fromMs, step.ms); at < range.toMs; at += step.ms) times.push(at);
  return times;
}

function linesOf(cells: Iterable<Cell>): Line[] {
  const lines = new Map<string, Line>();
  for (const { timeMs, groupKey, labels, group } of cells) {
    let line = lines.get(groupKey);
    if (line === undefined) {
      line = { labels, total: new UsageGroup(), cells: new Map() };
      lines.set(groupKey, line);
    }
    line.cells.set(timeMs, group);
    line.total.addAll(group);
  }
  return [...lines]
    .toSorted(([keyA, a], [keyB, b]) => rank(a, keyA, b, keyB))
    .map(([, line]) => line);
}

/** The busiest first; their labels decide between equals. */
function rank(a: Line, keyA: string, b: Line, keyB: string): number {
  return b.total.requests - a.total.requests || (keyA < keyB ? -1 : 1);
}

/** Makes one line of all that there is no room to tell apart, and of what had no name before. */
function mergeRest(lines: readonly Line[], limit: number, by: readonly string[]): Line[] {
  if (lines.length <= limit) return [...lines];
  const labels = Object.fromEntries(by.map((name) => [name, otherValue] as const));
  const rest: Line = { labels, total: new UsageGroup(), cells: new Map() };
  const named = lines.filter((line) => by.some((name) => line.labels[name] !== otherValue));
  const kept = named.slice(0, limit);
  for (const line of lines) {
    if (kept.includes(line)) continue;
    rest.total.addAll(line.total);
    for (const [timeMs, group] of line.cells) {
      const known = rest.cells.get(timeMs) ?? new UsageGroup();
      known.addAll(group);
      rest.cells.set(timeMs, known);
    }
  }
  return [...kept, rest];
}

function toSeries(
  { labels, total, cells }: Line,
  query: SeriesQuery,
  times: readonly number[],
  spans: readonly StepSpan[],
  grouped: Grouped,
): UsageSeries {
  const { range, measures, by } = query;
  const budget = errorBudget(query.objective);
  const scale = { lengthMs: range.toMs - range.fromMs, budget };
  const figures: UsageFigures =
    by.length === 0 ? grouped.totalFigures(scale, query.filters.size > 0) : total.figures(scale);
  const empty = new UsageGroup();
  const values = measures.map((measure) => {
    const points = times.map((timeMs, at) => {
      const group = cells.get(timeMs) ?? (isCovered(timeMs, query) ? empty : undefined);
      return group?.measure(measure, { lengthMs: spans[at]?.lengthMs ?? 0, budget }) ?? null;
    });
    return [measure, points] as const;
  });
  return { labels, total: figures, values: Object.fromEntries(values) };
}

/** Whether nothing counted in a step means that there was nothing: it has begun, and is still kept. */
function isCovered(timeMs: number, { step, nowMs }: SeriesQuery): boolean {
  const keepMs = Math.max(...resolutions.map((resolution) => resolution.keepMs));
  return timeMs < nowMs && timeMs + step.ms > nowMs - keepMs;
}
