/** What a metric does with its values: adds them up, tells the latest, or counts how they are distributed. */
export type MetricKind = "counter" | "gauge" | "histogram";

/** What a metric is, and one combination of its labels. */
export interface Metric {
  readonly kind: MetricKind;
  /** By OpenTelemetry's rules, such as `http.client.request.duration`. */
  readonly name: string;
  /** By UCUM, such as `s`, `By`, `1` or `{request}`. */
  readonly unit: string;
  readonly service: string;
  /** Pairs of names and values, sorted by name. */
  readonly labels: readonly (readonly [name: string, value: string])[];
}

/** Kind, name, unit and service, then names and values of labels in turn, as a JSON array. */
export type MetricKey = string;

/** How many parts of a unit are counted as one: whole numbers add up to the same in any order. */
export const metricScale = 1_000_000;

export function formatMetricKey({ kind, name, unit, service, labels }: Metric): MetricKey {
  return JSON.stringify([kind, name, unit, service, ...labels.flat()]);
}

export function parseMetricKey(key: MetricKey): Metric {
  const [kind = "", name = "", unit = "", service = "", ...flat]: string[] = JSON.parse(key);
  const labels = flat.flatMap((label, index) =>
    index % 2 === 0 ? [[label, flat[index + 1] ?? ""] as const] : [],
  );
  return { kind: kindOf(kind), name, unit, service, labels };
}

function kindOf(text: string): MetricKind {
  return text === "gauge" || text === "histogram" ? text : "counter";
}
