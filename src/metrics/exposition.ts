import type { Frame } from "../core/frame.ts";
import type { Exemplars } from "./exemplars.ts";
import { ExposedNames } from "./exposed-names.ts";
import { formatProtobuf } from "./exposition-protobuf.ts";
import { formatText } from "./exposition-text.ts";
import type { InstrumentShape } from "./instrument-options.ts";
import type { MetricFamily, MetricPoint } from "./metric-family.ts";
import { metricFamilies } from "./metric-families.ts";
import { requestFamily } from "./request-family.ts";

export type ExpositionFormat = "prometheus" | "openmetrics" | "protobuf";

/** The media types of the formats (prometheus.io, exposition formats). */
export const expositionTypes: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  protobuf:
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
};

/** A single figure beside the request histogram. */
export interface Gauge {
  /** As it is written; that of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  /** The last part of the name, where it is a unit. */
  readonly unit?: string;
  /** @default "gauge" */
  readonly kind?: "counter" | "gauge";
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a scrape is answered from. */
export interface Exposed {
  /** Everything that was ever counted. */
  readonly totals: Frame;
  /** What gauges were told lately; without it there are none. */
  readonly recent?: Frame | undefined;
  /** What only the process that answers knows. */
  readonly gauges?: readonly Gauge[] | undefined;
  /** Describes the metrics of the user's own that this process knows. */
  readonly shapes?: ReadonlyMap<string, InstrumentShape> | undefined;
  readonly exemplars?: Exemplars | undefined;
}

/**
 * Writes lifetime totals as Prometheus text 0.0.4, OpenMetrics 1.0, or protobuf with native histograms.
 *
 * Names follow OpenTelemetry's rules for Prometheus.
 */
export function formatExposition(
  exposed: Exposed,
  format: ExpositionFormat,
): Uint8Array<ArrayBuffer> {
  const families = familiesOf(exposed, format);
  return format === "protobuf" ? formatProtobuf(families) : formatText(families, format);
}

function familiesOf(exposed: Exposed, format: ExpositionFormat): MetricFamily[] {
  const { totals, recent, gauges = [], shapes, exemplars } = exposed;
  const own = [
    requestFamily(totals, format === "prometheus" ? undefined : exemplars),
    counter("edgewatch_requests_started", "Requests that began.", [
      { labels: [], value: totals.started },
    ]),
    counter(
      "edgewatch_dropped",
      "What Edgewatch had to give up, by reason.",
      totals.dropped.map(([reason, value]) => ({ labels: [["reason", reason]], value })),
    ),
    ...gaugeFamilies(gauges),
  ];
  const names = new ExposedNames();
  for (const { kind, name } of own) names.claim(kind, name);
  return [...own, ...metricFamilies({ totals, recent, shapes, names })];
}

function counter(name: string, help: string, points: readonly MetricPoint[]): MetricFamily {
  return { kind: "counter", name, help, unit: "", points };
}

/** One family a name, whose figures stand together. */
function gaugeFamilies(gauges: readonly Gauge[]): MetricFamily[] {
  const families = new Map<string, MetricFamily & { readonly points: MetricPoint[] }>();
  for (const { kind = "gauge", name, help, unit = "", value, labels = {} } of gauges) {
    const family = families.get(name) ?? {
      ...{ kind, help, unit, points: [] },
      name: kind === "counter" ? name.replace(/_total$/, "") : name,
    };
    family.points.push({ labels: Object.entries(labels), value });
    families.set(name, family);
  }
  return [...families.values()];
}
