import type { SeriesValue } from "../core/frame.ts";
import { parseMetricKey, type MetricKey } from "../core/metric.ts";
import {
  clientDuration,
  clientRetries,
  dependencyDuration,
} from "../metrics/dependency-metrics.ts";
import { callClass } from "./call-class.ts";

/** What one series of a frame says of calls. */
export interface CallSeries {
  /** The service that called. */
  readonly service: string;
  readonly dependency: string;
  /** Null where the call is no HTTP. */
  readonly method: string | null;
  /** The route, or what was done; null where it is not known. */
  readonly operation: string | null;
  /** The class of calls that did not go well. */
  readonly class: string | undefined;
  readonly isRetry: boolean;
  readonly value: SeriesValue;
}

/** Reads a metric that counts calls of other services; undefined for any other. */
export function readCallSeries([key, value]: readonly [MetricKey, SeriesValue]):
  | CallSeries
  | undefined {
  const { kind, name, service, labels: pairs } = parseMetricKey(key);
  const labels = new Map(pairs);
  const error = labels.get("error.type");
  if (kind === "histogram" && name === clientDuration) {
    return {
      service,
      dependency: peerOf(labels),
      method: labels.get("http.request.method") ?? null,
      operation: labels.get("url.template") ?? null,
      class: callClass(Number(labels.get("http.response.status_code")), error),
      isRetry: false,
      value,
    };
  }
  if (kind === "histogram" && name === dependencyDuration) {
    return {
      service,
      dependency: labels.get("dependency") ?? "",
      method: null,
      operation: labels.get("operation") ?? null,
      class: error,
      isRetry: false,
      value,
    };
  }
  if (kind !== "counter" || name !== clientRetries) return undefined;
  const nothing = { method: null, operation: null, class: undefined };
  return { service, dependency: peerOf(labels), ...nothing, isRetry: true, value };
}

/** The name that it was given, or its host, with the port where that is not the usual one. */
function peerOf(labels: ReadonlyMap<string, string>): string {
  const port = labels.get("server.port");
  const host = labels.get("server.address") ?? "";
  return labels.get("peer.service") ?? (port === undefined ? host : `${host}:${port}`);
}
