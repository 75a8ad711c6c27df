import type { MetricKind } from "../core/metric.ts";
import { isMetricLabelName, isMetricName, isMetricUnit, maxMetricLabels } from "./metric-names.ts";

const maxMetrics = 100;

export interface InstrumentOptions {
  /** By UCUM, such as `s`, `By`, `1` or `{request}`. @default none */
  readonly unit?: string | undefined;
  /** What is measured, in a sentence. @default none */
  readonly description?: string | undefined;
  /** Names of the labels that values may have, eight at the most. @default none */
  readonly labels?: readonly string[] | undefined;
}

/** What an instrument is, checked. */
export interface InstrumentShape {
  readonly kind: MetricKind;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly labels: readonly string[];
}

/** @throws TypeError when a name, a unit, a description or a label cannot be used. */
export function resolveInstrument(
  kind: MetricKind,
  name: string,
  { unit = "", description = "", labels = [] }: InstrumentOptions,
): InstrumentShape {
  refuseUnless(
    isMetricName(name),
    name,
    "its name is none; use up to 128 letters, digits, dots, colons and underscores, no digit or dot first",
  );
  refuseUnless(isMetricUnit(unit), name, "its unit is none; write it by UCUM, such as s or By");
  refuseUnless(typeof description === "string", name, "its description is no text");
  refuseUnless(
    Array.isArray(labels) && labels.length <= maxMetricLabels,
    name,
    `its labels are no list of up to ${maxMetricLabels} names`,
  );
  for (const label of labels) {
    refuseUnless(
      isMetricLabelName(label),
      name,
      `it cannot have the label ${shown(label)}; use up to 64 letters, digits, dots and underscores`,
    );
  }
  refuseUnless(new Set(labels).size === labels.length, name, "it has a label twice");
  return { kind, name, unit, description, labels: labels.slice() };
}

/** @throws TypeError when an instrument of this name has been made as something else. */
export function checkSame(known: InstrumentShape, asked: InstrumentShape): void {
  const { name } = asked;
  refuseUnless(known.kind === asked.kind, name, `there is a ${known.kind} of this name`);
  refuseUnless(
    known.unit === asked.unit,
    name,
    `it has been made with the unit ${shown(known.unit)}; give the same`,
  );
  refuseUnless(
    known.labels.toSorted().join() === asked.labels.toSorted().join(),
    name,
    `it has been made with the labels ${shown(known.labels)}; give the same`,
  );
}

/** @throws TypeError when there are as many instruments as there may be. */
export function checkRoom(name: string, made: number): void {
  refuseUnless(made < maxMetrics, name, `there are ${maxMetrics}; use labels instead`);
}

function refuseUnless(isRight: boolean, name: unknown, state: string): void {
  if (!isRight) throw new TypeError(`Cannot make the metric ${shown(name)}: ${state}`);
}

function shown(value: unknown): string {
  return typeof value === "string" || Array.isArray(value)
    ? JSON.stringify(value).slice(0, 140)
    : typeof value;
}
