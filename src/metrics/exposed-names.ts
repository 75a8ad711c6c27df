import { otherValue } from "../core/labels.ts";
import type { Metric, MetricKind } from "../core/metric.ts";
import type { ExposedLabels } from "./metric-family.ts";
import { unitWords } from "./unit-words.ts";

/** The name of a family, and the last part of it where that is a unit. */
export interface ExposedName {
  readonly name: string;
  readonly unit: string;
}

/** What the metrics are called for which a frame had no room. */
const otherNames: Readonly<Record<MetricKind, string>> = {
  counter: "edgewatch_other_metrics",
  gauge: "edgewatch_other_metrics_mean",
  histogram: "edgewatch_other_metrics_values",
};
/** What the samples of a family have behind its name. */
const suffixes: Readonly<Record<MetricKind, readonly string[]>> = {
  counter: ["", "_total", "_created"],
  gauge: [""],
  histogram: ["", "_bucket", "_sum", "_count", "_created"],
};
/** Labels that stand for something else beside the user's own. */
const reservedLabels = new Set(["le", "quantile", "service_name"]);

/** Names a metric by OpenTelemetry's rules for Prometheus: `job.duration` in `s` is `job_duration_seconds`. */
export function exposedName({ kind, name, unit }: Metric): ExposedName {
  if (name === otherValue) return { name: otherNames[kind], unit: "" };
  const words = unitWords(unit, kind === "gauge");
  let base = plainName(name);
  if (kind === "counter") base = base.replace(/(?:_total)+$/, "");
  if (base === "" || /^\d/.test(base)) base = `_${base}`;
  const hasUnit = words === "" || base === words || base.endsWith(`_${words}`);
  return { name: hasUnit ? base : plainName(`${base}_${words}`), unit: words };
}

/** Labels with names that Prometheus takes; values whose names have become the same are joined with `;`. */
export function exposedLabels(service: string, labels: Metric["labels"]): ExposedLabels {
  const exposed = new Map<string, string>();
  for (const [name, value] of labels) {
    const label = exposedLabel(name);
    const before = exposed.get(label);
    exposed.set(label, before === undefined ? value : `${before};${value}`);
  }
  const sorted = [...exposed].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [["service_name", service], ...sorted];
}

function exposedLabel(name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9]+/g, "_").replaceAll(/_{2,}/g, "_");
  if (reservedLabels.has(plain)) return `exported_${plain}`;
  return plain === "" || /^\d/.test(plain) ? `key_${plain}` : plain;
}

function plainName(name: string): string {
  return name
    .replaceAll(/[^a-zA-Z0-9:]+/g, "_")
    .replaceAll(/_{2,}/g, "_")
    .replace(/_$/, "");
}

/** Keeps the names of families and of their samples apart. */
export class ExposedNames {
  readonly #taken = new Set<string>();

  /** Takes a name; returns it, with a number behind it where another family has it or would have samples of that name. */
  claim(kind: MetricKind, name: string): string {
    let claimed = name;
    for (let number = 2; !this.#isFree(kind, claimed); number++) claimed = `${name}_${number}`;
    for (const suffix of suffixes[kind]) this.#taken.add(claimed + suffix);
    return claimed;
  }

  #isFree(kind: MetricKind, name: string): boolean {
    return suffixes[kind].every((suffix) => !this.#taken.has(name + suffix));
  }
}
