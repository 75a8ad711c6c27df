import { maxLabelLength } from "../core/labels.ts";
import type { Metric } from "../core/metric.ts";
import type { MetricCell } from "./metric-cell.ts";

/** A metric before it is known whose it is: which service counts is the recorder's. */
export type CountedMetric = Omit<Metric, "service">;

/** Why a value was not counted, or not under its labels. */
export type DropReason = "metric_labels" | "metric_value";

/** One combination of labels of a metric, made once and used for each of its values. */
export class MetricHandle {
  readonly metric: CountedMetric;
  /** Equal for equal metrics. */
  readonly id: string;
  /** Stands for the recorder of its last value. A token, so that what was handed over can be forgotten. */
  token: object | undefined;
  /** Where that recorder counts, so that the next value need not be looked up. */
  cell: MetricCell | undefined;
  /** Why values are not counted there as they should be. */
  reason: DropReason | undefined;

  /** Sorts the labels, cuts their values to size, and leaves those out that are empty. */
  constructor({ kind, name, unit, labels }: CountedMetric) {
    const kept = labels
      .filter(([, value]) => value !== "")
      .map(([label, value]) => [label, value.slice(0, maxLabelLength)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.metric = { kind, name, unit, labels: kept };
    this.id = JSON.stringify([kind, name, unit, kept]);
  }
}
