import { maxLabelLength } from "../core/labels.ts";

/** Pairs of labels that a metric may have. */
export const maxMetricLabels = 8;

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_.:]{0,127}$/;
const labelPattern = /^[a-zA-Z_][a-zA-Z0-9_.]{0,63}$/;
/** What UCUM writes units with. */
const unitPattern = /^[!-~]{0,32}$/;

/** Tells whether a metric may have this name. */
export function isMetricName(name: unknown): boolean {
  return typeof name === "string" && namePattern.test(name);
}

/** Tells whether a text may be the unit of a metric; empty for none. */
export function isMetricUnit(unit: unknown): boolean {
  return typeof unit === "string" && unitPattern.test(unit);
}

/** Tells whether a label of a metric may have this name; names that every object has are none. */
export function isMetricLabelName(name: unknown): boolean {
  return typeof name === "string" && labelPattern.test(name) && !(name in {});
}

/** Tells whether a label of a metric may have this value; one without a value is left out. */
export function isMetricLabelValue(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= maxLabelLength;
}
