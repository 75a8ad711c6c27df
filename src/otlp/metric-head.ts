import type { Metric, MetricKind } from "../core/metric.ts";

/** Sums and histograms tell what has changed, for nobody here knows what came before. */
const delta = 1;
/** What follows the data points, whatever the kind. */
export const metricTail = "]}}";

/** Writes an OTLP Metric in JSON up to its data points: it also tells metrics from others. */
export function metricHead({ kind, name, unit }: Pick<Metric, "kind" | "name" | "unit">): string {
  return `{"name":${quoted(name)},"unit":${quoted(unit)},${dataStarts[kind]}"dataPoints":[`;
}

const dataStarts: Readonly<Record<MetricKind, string>> = {
  counter: `"sum":{"aggregationTemporality":${delta},"isMonotonic":true,`,
  gauge: `"gauge":{`,
  histogram: `"exponentialHistogram":{"aggregationTemporality":${delta},`,
};

function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
