import type { Reading } from "../core/store.ts";
import type { Exemplars } from "../metrics/exemplars.ts";
import type { Gauge } from "../metrics/exposition.ts";
import type { InstrumentShape } from "../metrics/instrument-options.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { RouteContext } from "./routes.ts";

/** What only the source that answers knows. */
export interface SourceMetrics {
  readonly recorder: Recorder;
  readonly exemplars: Exemplars;
  readonly shapes: ReadonlyMap<string, InstrumentShape>;
  /** What the process uses, as far as its runtime tells. */
  readonly processGauges: () => readonly Gauge[];
}

/** The figures of the source that answers, beside what the store has counted. */
export function metricsGauges(context: RouteContext, { sources }: Reading): Gauge[] {
  const { service, release = "", runtime, store, own } = context;
  return [
    ...requestGauges(context),
    {
      name: "edgewatch_source_uptime_seconds",
      help: "Uptime of the process that answered.",
      unit: "seconds",
      value: uptimeSeconds(context),
    },
    {
      name: "edgewatch_sources",
      help: "Isolates and processes that have contributed.",
      value: sources,
    },
    ...flushGauges(context),
    {
      name: "edgewatch_store_info",
      help: "Whether counters cover the whole system or only the source that answered.",
      value: 1,
      labels: { coverage: store.coverage },
    },
    {
      name: "edgewatch_build_info",
      help: "What answered.",
      value: 1,
      labels: { service_name: service, service_version: release, runtime: runtime.name },
    },
    ...own.processGauges(),
  ];
}

/** In whole milliseconds. */
export function uptimeSeconds({ uptimeMs }: RouteContext): number {
  return Math.round(uptimeMs()) / 1_000;
}

/** Isolates come and go unseen: what one of them is just doing says nothing about the others. */
function requestGauges({ service, runtime, own }: RouteContext): Gauge[] {
  if (runtime.name === "workerd") return [];
  return [
    {
      name: "http_server_active_requests",
      help: "Requests that the process that answered has not ended yet.",
      value: own.recorder.active,
      labels: { service_name: service },
    },
  ];
}

function flushGauges({ flusher, clock, own }: RouteContext): Gauge[] {
  const { lastSuccessMs, failures } = flusher;
  const { observations, seriesCount } = own.recorder;
  const gauges: Gauge[] = [
    {
      name: "edgewatch_flush_failures",
      help: "Attempts to write to the store that failed since the last one that did not.",
      value: failures,
    },
    {
      name: "edgewatch_waiting_requests",
      help: "Requests that are not written to the store yet.",
      value: observations,
    },
    {
      name: "edgewatch_waiting_series",
      help: "Series and metrics that are not written to the store yet.",
      value: seriesCount,
    },
  ];
  if (lastSuccessMs !== undefined) {
    gauges.push({
      name: "edgewatch_last_flush_age_seconds",
      help: "Time since the store last took what had been counted.",
      unit: "seconds",
      value: Math.max(0, clock.now() - lastSuccessMs) / 1_000,
    });
  }
  return gauges;
}
