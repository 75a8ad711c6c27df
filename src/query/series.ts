import { otherValue } from "../core/labels.ts";
import type { Reading, Store } from "../core/store.ts";
import type { SeriesAnswer, UsageFigures, UsageSeries } from "./answer.ts";
import { Grouped, type Cell } from "./grouped.ts";
import { isoRange } from "./iso-range.ts";
import { errorBudget } from "./objective.ts";
import { checkOwnNames, ownNamesOf } from "./parameters.ts";
import type { QuerySettings } from "./question.ts";
import { SeriesIndex, type GroupLabels } from "./series-index.ts";
import type { SeriesQuery } from "./series-query.ts";
import { stepStart } from "./step-span.ts";
import { isCovered, stepsHead, stepSpans, stepTimes } from "./steps.ts";
import { UsageGroup, type Scale } from "./usage-group.ts";

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
  /** By the indexes of the steps. */
  readonly cells: (UsageGroup | undefined)[];
}

/** What all lines have in common at one step. */
interface LineStep {
  readonly scale: Scale;
  /** Whether nothing counted means that there was nothing. */
  readonly isCovered: boolean;
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
    stepStart(startMs, range, step.ms),
  );
  checkOwnNames(ownNamesOf(by, filters), index.ownLabels);
  const head = stepsHead(query);
  const times = stepTimes(query);
  const budget = errorBudget(query.objective);
  const spans = stepSpans(query);
  const steps = times.map((timeMs, at) => ({
    scale: { lengthMs: spans[at]?.lengthMs ?? 0, budget },
    isCovered: isCovered(timeMs, query),
  }));
  const lines = mergeRest(linesOf(grouped.cells(), times), limit, by);
  return {
    ...isoRange(range),
    step: head.step,
    by,
    coverage,
    times: head.times,
    partial: head.partial,
    series: lines.map((line) => toSeries(line, query, steps, grouped)),
  };
}

function linesOf(cells: Iterable<Cell>, times: readonly number[]): Line[] {
  const lines = new Map<string, Line>();
  const indexes = new Map(times.map((timeMs, at) => [timeMs, at]));
  for (const { timeMs, groupKey, labels, group } of cells) {
    let line = lines.get(groupKey);
    if (line === undefined) {
      line = { labels, total: new UsageGroup(), cells: times.map(() => undefined) };
      lines.set(groupKey, line);
    }
    line.cells[indexes.get(timeMs) ?? -1] = group;
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
  const rest: Line = { labels, total: new UsageGroup(), cells: [] };
  const named = lines.filter((line) => by.some((name) => line.labels[name] !== otherValue));
  const kept = new Set(named.slice(0, limit));
  for (const line of lines) {
    if (kept.has(line)) continue;
    rest.total.addAll(line.total);
    for (const [at, group] of line.cells.entries()) {
      if (group === undefined) continue;
      const known = rest.cells[at] ?? new UsageGroup();
      known.addAll(group);
      rest.cells[at] = known;
    }
  }
  return [...kept, rest];
}

function toSeries(
  { labels, total, cells }: Line,
  query: SeriesQuery,
  steps: readonly LineStep[],
  grouped: Grouped,
): UsageSeries {
  const { range, measures, by } = query;
  const budget = errorBudget(query.objective);
  const scale = { lengthMs: range.toMs - range.fromMs, budget };
  const figures: UsageFigures =
    by.length === 0 ? grouped.totalFigures(scale, query.filters.size > 0) : total.figures(scale);
  const empty = new UsageGroup();
  const values = measures.map((measure) => {
    const points = steps.map(({ scale: stepScale, isCovered: isKnown }, at) => {
      const group = cells[at] ?? (isKnown ? empty : undefined);
      return group?.measure(measure, stepScale) ?? null;
    });
    return [measure, points] as const;
  });
  return { labels, total: figures, values: Object.fromEntries(values) };
}
