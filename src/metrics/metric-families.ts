import type { Frame, SeriesValue } from "../core/frame.ts";
import { metricScale, parseMetricKey, type Metric } from "../core/metric.ts";
import { classicBoundsOf } from "./classic-bounds.ts";
import { exposedLabels, exposedName, type ExposedNames } from "./exposed-names.ts";
import type { InstrumentShape } from "./instrument-options.ts";
import type { ExposedLabels, MetricFamily } from "./metric-family.ts";

export interface MetricFamiliesInput {
  readonly totals: Frame;
  /** What gauges tell of. */
  readonly recent: Frame | undefined;
  readonly shapes: ReadonlyMap<string, InstrumentShape> | undefined;
  /** What is taken already. */
  readonly names: ExposedNames;
}

/** Metrics of Edgewatch's own that travel as those of users do. */
const knownHelps: ReadonlyMap<string, string> = new Map([
  ["http.client.request.duration", "Duration of HTTP client requests."],
  ["edgewatch.check.changes", "What the status of checks has changed to."],
  ["edgewatch.client.retries", "Calls of other services that were made again."],
  ["edgewatch.dependency.duration", "Duration of what watch.time measures."],
]);

interface DraftPoint {
  readonly labels: ExposedLabels;
  readonly parts: SeriesValue[];
}

interface Draft {
  readonly metric: Metric;
  readonly name: string;
  readonly unit: string;
  readonly points: Map<string, DraftPoint>;
}

/** What is measured beside requests: counters and histograms since counting began, and what gauges tell now. */
export function metricFamilies(input: MetricFamiliesInput): MetricFamily[] {
  const { totals, recent, shapes, names } = input;
  const counted = parsed(totals).filter(({ metric }) => metric.kind !== "gauge");
  const told = parsed(recent).filter(({ metric }) => metric.kind === "gauge");
  const drafts = new Map<string, Draft>();
  for (const { metric, value } of [...counted, ...told].toSorted(byName)) {
    const { kind, service, labels } = metric;
    const { name, unit } = exposedName(metric);
    const family = `${kind} ${name}`;
    const draft: Draft = drafts.get(family) ?? { metric, name, unit, points: new Map() };
    drafts.set(family, draft);
    const exposed = exposedLabels(service, labels);
    const key = JSON.stringify(exposed);
    const point: DraftPoint = draft.points.get(key) ?? { labels: exposed, parts: [] };
    draft.points.set(key, point);
    point.parts.push(value);
  }
  return Array.from(drafts.values(), (draft) => toFamily(draft, shapes, names));
}

function toFamily(
  { metric, name: wanted, unit, points }: Draft,
  shapes: ReadonlyMap<string, InstrumentShape> | undefined,
  names: ExposedNames,
): MetricFamily {
  const { kind } = metric;
  const name = names.claim(kind, wanted);
  const described = shapes?.get(metric.name)?.description ?? "";
  const known = described === "" ? knownHelps.get(metric.name) : described;
  const shared = {
    kind,
    name,
    help: known ?? `${capitalised(kind)} ${metric.name}.`,
    // A name that got a number ends in no unit any more.
    unit: name === unit || name.endsWith(`_${unit}`) ? unit : "",
  };
  if (kind === "histogram") {
    return { ...shared, bounds: classicBoundsOf(metric.unit), points: [...points.values()] };
  }
  const value = kind === "counter" ? sumOf : meanOf;
  return {
    ...shared,
    points: Array.from(points.values(), ({ labels, parts }) => ({ labels, value: value(parts) })),
  };
}

function parsed(frame: Frame | undefined): { metric: Metric; value: SeriesValue }[] {
  const pairs = frame?.metrics ?? [];
  return pairs.map(([key, value]) => ({ metric: parseMetricKey(key), value }));
}

/** Names are given out in this order, so that they stay the same from scrape to scrape. */
function byName({ metric: a }: { metric: Metric }, { metric: b }: { metric: Metric }): number {
  const [keyA, keyB] = [sortKey(a), sortKey(b)];
  return keyA === keyB ? 0 : keyA < keyB ? -1 : 1;
}

function sortKey({ kind, name, unit, service, labels }: Metric): string {
  return JSON.stringify([kind, name, unit, service, labels]);
}

function sumOf(parts: readonly SeriesValue[]): number {
  return parts.reduce((sum, value) => sum + (value[0] ?? 0), 0) / metricScale;
}

function meanOf(parts: readonly SeriesValue[]): number {
  let sum = 0;
  let count = 0;
  for (const [positive = 0, values = 0, negative = 0] of parts) {
    sum += positive - negative;
    count += values;
  }
  return count === 0 ? 0 : sum / count / metricScale;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
