import type { SeriesValue } from "../core/frame.ts";
import { otherValue } from "../core/labels.ts";
import { formatMetricKey, parseMetricKey, type Metric, type MetricKey } from "../core/metric.ts";
import { mergePairs } from "./merge-pairs.ts";

type Pair = readonly [MetricKey, SeriesValue];

/** In this order, for all metrics; what is left in the end is one metric a kind. */
const cuts: readonly ((metric: Metric) => Metric)[] = [
  (metric) => ({ ...metric, labels: [] }),
  (metric) => ({ ...metric, labels: [], service: otherValue }),
  ({ kind }) => ({ kind, name: otherValue, unit: "", service: otherValue, labels: [] }),
];

/** What is aimed at, so that the next few metrics do not make it necessary again. */
const aim = 0.75;

/**
 * Merges metrics under the value `(other)` until they are few enough: first the labels of those with the most
 * combinations of them, and only where that does not do labels, services and names of all.
 *
 * What every metric counts goes on counting, under its kind.
 */
export function boundMetrics(pairs: readonly Pair[], maxMetrics: number): readonly Pair[] {
  let metrics = withFewerLabels(pairs, maxMetrics * aim);
  for (const cut of cuts) {
    if (metrics.length <= maxMetrics) break;
    metrics = renamed(metrics, cut);
  }
  return metrics;
}

/** Merges metrics under the value `(other)` of all their labels. */
export function collapseLabels(pairs: readonly Pair[]): readonly Pair[] {
  return renamed(pairs, (metric) => ({
    ...metric,
    labels: metric.labels.map(([name]) => [name, otherValue] as const),
  }));
}

function withFewerLabels(pairs: readonly Pair[], aimed: number): readonly Pair[] {
  const families = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const family = formatMetricKey({ ...parseMetricKey(pair[0]), labels: [] });
    const members = families.get(family);
    if (members === undefined) families.set(family, [pair]);
    else members.push(pair);
  }
  const ranked = [...families].toSorted(
    ([nameA, a], [nameB, b]) => b.length - a.length || (nameA < nameB ? -1 : 1),
  );
  let count = pairs.length;
  return ranked.flatMap(([, members]) => {
    if (count <= aimed) return members;
    const collapsed = collapseLabels(members);
    count -= members.length - collapsed.length;
    return collapsed;
  });
}

function renamed(pairs: readonly Pair[], rename: (metric: Metric) => Metric): readonly Pair[] {
  return mergePairs(
    pairs.map(([key, value]) => [formatMetricKey(rename(parseMetricKey(key))), value] as const),
  );
}
