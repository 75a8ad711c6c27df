import type { Frame } from "../core/frame.ts";
import { bucketUpperBound } from "./histogram.ts";
import { groupSeries } from "./group-series.ts";

export type ExpositionFormat = "prometheus" | "openmetrics";

/** The media types of the two text formats (prometheus.io, exposition formats). */
export const expositionTypes: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** A single figure beside the request histogram. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The labels of a scrape, and their names by OpenTelemetry's conventions. */
const exposedLabels: ReadonlyMap<string, string> = new Map([
  ["service", "service_name"],
  ["method", "http_request_method"],
  ["route", "http_route"],
  ["status", "http_response_status_code"],
]);

/** Two bounds an octave from 0.98 ms to 64 s, each one an exact bound of the histogram. */
const classicBounds = Array.from({ length: 33 }, (_, i) => -320 + i * 16 - 1);

/**
 * Writes lifetime totals as Prometheus text 0.0.4 or OpenMetrics 1.0.
 *
 * Names follow OpenTelemetry's rules for Prometheus.
 */
export function formatExposition(
  totals: Frame,
  gauges: readonly Gauge[],
  format: ExpositionFormat,
): string {
  const lines: string[] = [];
  formatDurations(lines, totals, format);
  formatCounter(lines, format, "edgewatch_requests_started", "Requests that began.", [
    ["", totals.started],
  ]);
  formatCounter(
    lines,
    format,
    "edgewatch_dropped",
    "What Edgewatch had to give up, by reason.",
    totals.dropped.map(([reason, count]) => [`{reason="${escapeLabel(reason)}"}`, count]),
  );
  for (const gauge of gauges) formatGauge(lines, gauge, format);
  if (format === "openmetrics") lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}

function formatDurations(lines: string[], totals: Frame, format: ExpositionFormat): void {
  const name = "http_server_request_duration_seconds";
  lines.push(`# HELP ${name} Duration of HTTP server requests.`, `# TYPE ${name} histogram`);
  if (format === "openmetrics") lines.push(`# UNIT ${name} seconds`);
  // Who asked is left out: scrapers keep every combination of labels for ever.
  for (const { labels: known, series } of groupSeries(totals, [...exposedLabels.keys()])) {
    const labels = Array.from(
      exposedLabels,
      ([label, exposed]) => `${exposed}="${escapeLabel(known[label] ?? "")}"`,
    ).join(",");
    const histogram = series.durations;
    for (const index of classicBounds) {
      lines.push(
        `${name}_bucket{${labels},le="${bucketUpperBound(index)}"} ${histogram.countUpTo(index)}`,
      );
    }
    lines.push(
      `${name}_bucket{${labels},le="+Inf"} ${histogram.count}`,
      `${name}_sum{${labels}} ${histogram.sumUs / 1e6}`,
      `${name}_count{${labels}} ${histogram.count}`,
    );
  }
}

function formatCounter(
  lines: string[],
  format: ExpositionFormat,
  name: string,
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
): void {
  // OpenMetrics names the family without the suffix of its samples; text 0.0.4 names it with.
  const family = format === "openmetrics" ? name : `${name}_total`;
  lines.push(`# HELP ${family} ${help}`, `# TYPE ${family} counter`);
  for (const [labels, value] of samples) lines.push(`${name}_total${labels} ${value}`);
}

function formatGauge(lines: string[], gauge: Gauge, format: ExpositionFormat): void {
  const { name, help, unit, value, labels = {} } = gauge;
  const text = Object.entries(labels)
    .map(([label, labelValue]) => `${label}="${escapeLabel(labelValue)}"`)
    .join(",");
  lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
  if (format === "openmetrics" && unit !== undefined) lines.push(`# UNIT ${name} ${unit}`);
  lines.push(`${name}${text === "" ? "" : `{${text}}`} ${value}`);
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
