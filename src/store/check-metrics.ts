import { formatMetricKey, parseMetricKey } from "../core/metric.ts";
import {
  isMetricLabelName,
  isMetricLabelValue,
  isMetricName,
  isMetricUnit,
  maxMetricLabels,
} from "../metrics/metric-names.ts";
import { isSeriesValue } from "./is-series-value.ts";

const maxMetrics = 1_000;
const maxKeyLength = 8_192;

/** Tells whether a value from outside is what a frame may say of metrics. */
export function areMetrics(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.length <= maxMetrics && value.every(isMetric);
}

function isMetric(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [key, counted]: unknown[] = value;
  return isMetricKey(key) && isSeriesValue(counted);
}

function isMetricKey(key: unknown): boolean {
  if (typeof key !== "string" || key.length > maxKeyLength) return false;
  try {
    const parts: unknown = JSON.parse(key);
    return (
      Array.isArray(parts) && parts.every((part) => typeof part === "string") && isCanonical(key)
    );
  } catch {
    return false;
  }
}

/** Tells whether this is the key that `formatMetricKey` writes: two for the same labels would be counted apart. */
function isCanonical(key: string): boolean {
  const metric = parseMetricKey(key);
  if (formatMetricKey(metric) !== key) return false;
  const { name, unit, labels } = metric;
  if (!isMetricName(name) || !isMetricUnit(unit) || labels.length > maxMetricLabels) return false;
  let before = "";
  for (const [label, value] of labels) {
    if (label <= before || !isMetricLabelName(label) || !isMetricLabelValue(value)) return false;
    before = label;
  }
  return true;
}
