import type { DependencyCall, DependencyOperation } from "../core/dependency-call.ts";
import type { CountedMetric } from "./metric-handle.ts";
import { HandleBudget } from "./handle-budget.ts";
import { MetricHandles } from "./metric-handles.ts";
import type { Recorder } from "./recorder.ts";

/** Names by OpenTelemetry's HTTP conventions; `peer.service` is the name that a dependency was given. */
const callLabels = [
  "http.request.method",
  "http.response.status_code",
  "server.address",
  "server.port",
  "peer.service",
  "url.template",
  "error.type",
] as const;
const operationLabels = ["dependency", "operation", "error.type"] as const;
const retryLabels = ["server.address", "server.port", "peer.service"] as const;

/** What calls of other services are counted as. */
export const clientDuration = "http.client.request.duration";
export const dependencyDuration = "edgewatch.dependency.duration";
export const clientRetries = "edgewatch.client.retries";

/** Counts calls of other services. */
export interface DependencyMetrics {
  call(timeMs: number, call: DependencyCall): void;
  operation(timeMs: number, operation: DependencyOperation): void;
}

/** @param clean makes what may be stored of a value */
export function createDependencyMetrics(
  recorder: Recorder,
  clean: (text: string) => string,
): DependencyMetrics {
  const budget = new HandleBudget();
  const statuses = new Map<number, string>();

  function handlesOf(
    metric: Omit<CountedMetric, "labels">,
    labels: readonly string[],
  ): MetricHandles {
    const handles = new MetricHandles({ ...metric, labels: [] }, labels, clean, budget);
    budget.join(handles);
    return handles;
  }

  const calls = handlesOf({ kind: "histogram", name: clientDuration, unit: "s" }, callLabels);
  const operations = handlesOf(
    { kind: "histogram", name: dependencyDuration, unit: "s" },
    operationLabels,
  );
  const retries = handlesOf({ kind: "counter", name: clientRetries, unit: "{retry}" }, retryLabels);

  function statusText(status: number | undefined): string {
    if (status === undefined) return "";
    const known = statuses.get(status);
    if (known !== undefined) return known;
    const text = String(status);
    if (statuses.size < maxStatuses) statuses.set(status, text);
    return text;
  }

  function countRetry(timeMs: number, host: string, port: string, name: string): void {
    const labels = { "server.address": host, "server.port": port, "peer.service": name };
    recorder.record(timeMs, retries.find(labels) ?? retries.resolve(labels), 1);
  }

  return {
    call(timeMs, call) {
      const { host, port, name = "", error = "", durationMs } = call;
      const labels = {
        "http.request.method": call.method,
        "http.response.status_code": statusText(call.status),
        "server.address": host,
        "server.port": port,
        "peer.service": name,
        "url.template": call.route,
        "error.type": error,
      };
      recorder.record(
        timeMs,
        calls.find(labels) ?? calls.resolve(labels),
        durationMs / 1_000,
        call,
      );
      if (call.attempt > 1) countRetry(timeMs, host, port, name);
    },
    operation(timeMs, { dependency, operation, error = "", durationMs, attempt }) {
      const labels = { dependency, operation, "error.type": error };
      const handle = operations.find(labels) ?? operations.resolve(labels);
      recorder.record(timeMs, handle, durationMs / 1_000);
      if (attempt > 1) countRetry(timeMs, "", "", dependency);
    },
  };
}

/** Hundreds are possible, and only these are kept as texts. */
const maxStatuses = 100;
