import type { Frame, SeriesValue } from "../core/frame.ts";
import { parseSeriesKey, type Labels } from "../core/labels.ts";
import { metricScale, parseMetricKey, type Metric, type MetricKind } from "../core/metric.ts";
import { toAttributes } from "./attributes.ts";
import { formatExponentialPoint } from "./exponential-point.ts";
import { formatNanos } from "./format-nanos.ts";
import { metricHead } from "./metric-head.ts";

/** A data point in JSON, and what its metric begins with. */
export interface FormattedPoint {
  readonly head: string;
  readonly text: string;
}

const serverError = 500;
/** Labels of requests under OpenTelemetry's names; the others keep theirs. */
const requestNames: Readonly<Record<string, string>> = {
  method: "http.request.method",
  route: "http.route",
  status: "http.response.status_code",
};
/** The resource tells them. */
const resourceLabels: ReadonlySet<string> = new Set(["service", "release"]);
const wholeNumbers: ReadonlySet<string> = new Set(["http.response.status_code", "server.port"]);
const requestHead = metricHead({
  kind: "histogram",
  name: "http.server.request.duration",
  unit: "s",
});
const droppedHead = metricHead({ kind: "counter", name: "edgewatch.dropped", unit: "{item}" });

/** Writes everything that a frame has counted as OTLP data points, as what has changed in its time. */
export function formatPoints(
  frame: Frame,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): FormattedPoint[] {
  const times = `"startTimeUnixNano":"${formatNanos(startMs)}","timeUnixNano":"${formatNanos(endMs)}"`;
  const requests = frame.series.map(([key, value]) => ({
    head: requestHead,
    text: formatExponentialPoint(requestAttributes(parseSeriesKey(key)), times, value),
  }));
  const measured = (frame.metrics ?? []).map(([key, value]) => {
    const metric = parseMetricKey(key);
    return { head: metricHead(metric), text: formatMetricPoint(metric, times, value) };
  });
  const dropped = frame.dropped.map(([reason, count]) => ({
    head: droppedHead,
    text: formatNumberPoint(labelAttributes([["reason", reason]]), times, count),
  }));
  return [...requests, ...measured, ...dropped];
}

function requestAttributes(labels: Labels): string {
  const { status = "" } = labels;
  const named = Object.entries(labels)
    .filter(([name, value]) => value !== "" && !resourceLabels.has(name))
    .map(([name, value]): [string, string] => [requestNames[name] ?? name, value]);
  if (Number(status) >= serverError) named.push(["error.type", status]);
  return labelAttributes(named);
}

function formatMetricPoint({ kind, labels }: Metric, times: string, value: SeriesValue): string {
  const attributes = labelAttributes(labels);
  return kind === "histogram"
    ? formatExponentialPoint(attributes, times, value)
    : formatNumberPoint(attributes, times, numberOf(kind, value));
}

/** A counter's sum, or the mean of a gauge, which tells the sums of its values above and below zero apart. */
function numberOf(kind: MetricKind, value: SeriesValue): number {
  const [sum = 0, count = 0, negative = 0] = value;
  if (kind === "counter") return sum / metricScale;
  return count === 0 ? 0 : (sum - negative) / count / metricScale;
}

function formatNumberPoint(attributes: string, times: string, asDouble: number): string {
  return `{"attributes":${attributes},${times},"asDouble":${asDouble}}`;
}

function labelAttributes(labels: readonly (readonly [string, string])[]): string {
  const typed = labels.map(
    ([name, value]) => [name, wholeNumbers.has(name) ? toWhole(value) : value] as const,
  );
  return JSON.stringify(toAttributes(typed));
}

/** Where there was no room for a value, a text stands for it. */
function toWhole(value: string): number | string {
  return /^\d{1,5}$/.test(value) ? Number(value) : value;
}
