import type { SeriesValue } from "../core/frame.ts";
import type { MetricKind } from "../core/metric.ts";
import type { ClassicBounds } from "./classic-bounds.ts";
import type { Exemplar } from "./exemplars.ts";

/** Pairs of names that a scraper takes, and values that may be any text. */
export type ExposedLabels = readonly (readonly [name: string, value: string])[];

/** One combination of labels of a family. */
export interface MetricPoint {
  readonly labels: ExposedLabels;
  /** What a counter or a gauge tells. */
  readonly value?: number;
  /** What a histogram has counted, in parts that add up. */
  readonly parts?: readonly SeriesValue[];
  /** Oldest first. */
  readonly exemplars?: readonly Exemplar[] | undefined;
}

/** All that a scraper is told under one name. */
export interface MetricFamily {
  readonly kind: MetricKind;
  /** Without the `_total` of a counter's samples. */
  readonly name: string;
  readonly help: string;
  /** The last part of the name, where it is a unit; else empty. */
  readonly unit: string;
  /** Of a histogram. */
  readonly bounds?: ClassicBounds;
  readonly points: readonly MetricPoint[];
}
