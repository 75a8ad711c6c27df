import type { SeriesValue } from "../core/frame.ts";
import { maxLabelLength } from "../core/labels.ts";
import { formatMetricKey, metricScale, type MetricKey } from "../core/metric.ts";
import type { RuntimeName } from "../core/runtime.ts";

/** Who writes. */
export interface Writing {
  readonly service: string;
  readonly runtime: RuntimeName;
  readonly release: string;
}

const name = "edgewatch.flushes";

/** One frame written: a bucket of a source, or a part of one. It is none of the metrics that a frame has room for. */
export function flushOf({ service, runtime, release }: Writing): [MetricKey, SeriesValue] {
  const labels = [
    ["release", release.slice(0, maxLabelLength)],
    ["runtime", runtime],
  ] as const;
  const told = labels.filter(([, value]) => value !== "");
  const metric = { kind: "counter", name, unit: "{flush}", service, labels: told } as const;
  return [formatMetricKey(metric), [metricScale, 0, 0, 0, 0, 0, 0, 0, 0]];
}

/** Whether a metric counts what sources have written. */
export function isFlush(key: MetricKey): boolean {
  return key.startsWith(`["counter","${name}",`);
}
