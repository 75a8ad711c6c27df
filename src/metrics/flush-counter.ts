import type { RuntimeName } from "../core/runtime.ts";
import type { MetricKey } from "../core/metric.ts";
import { MetricHandle } from "./metric-handle.ts";

const name = "edgewatch.flushes";

/** Makes what a source counts each bucket by that it writes: which runtime and release it was, beside its service. */
export function flushHandle(runtime: RuntimeName, release: string): MetricHandle {
  return new MetricHandle({
    kind: "counter",
    name,
    unit: "{flush}",
    labels: [
      ["runtime", runtime],
      ["release", release],
    ],
  });
}

/** Whether a metric counts what sources have written. */
export function isFlush(key: MetricKey): boolean {
  return key.startsWith(`["counter","${name}",`);
}
