import type { Frame } from "../core/frame.ts";
import type { Measure } from "../core/measures.ts";
import type { UsageFigures } from "./answer.ts";
import { durationHeatmap } from "./duration-heatmap.ts";
import { Grouped } from "./grouped.ts";
import { isoRange } from "./iso-range.ts";
import { errorBudget } from "./objective.ts";
import type { MeasureValues, Overview, StatusClassSeries } from "./overview-answer.ts";
import type { OverviewQuery } from "./overview-query.ts";
import { checkOwnNames, ownNamesOf } from "./parameters.ts";
import type { QuerySettings } from "./question.ts";
import { SeriesIndex } from "./series-index.ts";
import { isCovered, stepSpans, stepTimes } from "./steps.ts";
import { UsageGroup, type Scale } from "./usage-group.ts";

const measures: readonly Measure[] = [
  "requests",
  "errors",
  "error_rate",
  "rate_per_second",
  "p50",
  "p90",
  "p99",
  "apdex",
  "burn_rate",
  "bytes_out",
];

/** What an overview tells of requests. */
export type OverviewFigures = Pick<
  Overview,
  "total" | "previous" | "values" | "classes" | "heatmap"
>;

/**
 * Adds up the frames of a range and of the range before it.
 *
 * @throws QueryError when it is asked for a label that nobody knows.
 */
export function overviewFigures(
  frames: readonly Frame[],
  query: OverviewQuery,
  settings: QuerySettings,
): OverviewFigures {
  const { range, step, previous, filters } = query;
  const budget = errorBudget(query.objective);
  const index = new SeriesIndex({ ...query, by: ["status_class"] }, settings);
  const now = new SteppedUsage(
    frames.filter(({ startMs }) => startMs >= range.fromMs),
    index,
  );
  const before = new SteppedUsage(
    frames.filter(({ startMs }) => startMs < range.fromMs),
    index,
  );
  checkOwnNames(ownNamesOf([], filters), index.ownLabels);
  const times = stepTimes(query);
  const spans = stepSpans(query);
  const empty = new UsageGroup();

  function groupAt(timeMs: number): UsageGroup | undefined {
    const counted = now.find(timeMs) ?? before.find(timeMs);
    return counted ?? (isCovered(timeMs, query) ? empty : undefined);
  }

  const groups = times.map((timeMs) => groupAt(timeMs));
  const groupsBefore = times.map((timeMs) =>
    previous.isStepKept ? groupAt(timeMs - previous.shiftMs) : undefined,
  );
  const isFiltered = filters.size > 0;
  return {
    values: valuesOf(groups, (at) => ({ lengthMs: spans[at]?.lengthMs ?? step.ms, budget })),
    classes: now.classes(times, (at) => groups[at] !== undefined),
    heatmap: durationHeatmap(groups.map((group) => group?.toValue())),
    total: now.total({ lengthMs: lengthOf(range), budget }, isFiltered),
    previous: {
      ...isoRange(previous.range),
      values: valuesOf(groupsBefore, () => ({ lengthMs: step.ms, budget })),
      total: isKept(query)
        ? before.total({ lengthMs: lengthOf(previous.range), budget }, isFiltered)
        : null,
    },
  };
}

function valuesOf(
  groups: readonly (UsageGroup | undefined)[],
  scaleAt: (at: number) => Scale,
): MeasureValues {
  const values = measures.map((measure) => {
    const points = groups.map((group, at) => group?.measure(measure, scaleAt(at)) ?? null);
    return [measure, points] as const;
  });
  return Object.fromEntries(values);
}

function lengthOf({ fromMs, toMs }: OverviewQuery["range"]): number {
  return toMs - fromMs;
}

/** Whether anything of the range before is. */
function isKept({ previous: { range }, step, nowMs }: OverviewQuery): boolean {
  return lengthOf(range) > 0 && isCovered(range.toMs - step.ms, { step, nowMs });
}

/** Requests by step, and by the class of their status within it. */
class SteppedUsage {
  readonly #grouped: Grouped;
  readonly #groups = new Map<number, UsageGroup>();

  /** @param index which groups by the class of the status */
  constructor(frames: readonly Frame[], index: SeriesIndex) {
    this.#grouped = new Grouped(frames, index, ({ startMs }) => startMs);
    for (const { timeMs, group } of this.#grouped.cells()) {
      const all = this.#groups.get(timeMs) ?? new UsageGroup();
      this.#groups.set(timeMs, all);
      all.addAll(group);
    }
  }

  find(timeMs: number): UsageGroup | undefined {
    return this.#groups.get(timeMs);
  }

  total(scale: Scale, isFiltered: boolean): UsageFigures {
    return this.#grouped.totalFigures(scale, isFiltered, this.#groups.values());
  }

  classes(times: readonly number[], isKnown: (at: number) => boolean): StatusClassSeries[] {
    const classes = new Map<string, Map<number, number>>();
    for (const { timeMs, labels, group } of this.#grouped.cells()) {
      const name = String(labels["status_class"]);
      const counts = classes.get(name) ?? new Map<number, number>();
      classes.set(name, counts);
      counts.set(timeMs, group.requests);
    }
    return [...classes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) => ({
        status_class: name,
        requests: [...counts.values()].reduce((sum, count) => sum + count, 0),
        values: times.map((timeMs, at) => counts.get(timeMs) ?? (isKnown(at) ? 0 : null)),
      }));
  }
}
