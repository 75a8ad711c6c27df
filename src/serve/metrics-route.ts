import { emptyFrame } from "../core/frame.ts";
import type { Reading } from "../core/store.ts";
import { expositionTypes, formatExposition, type Gauge } from "../metrics/exposition.ts";
import { summarize } from "../query/summary.ts";
import { jsonResponse } from "./json-response.ts";
import type { RouteContext } from "./routes.ts";

/** Answers `/metrics` in the format that `Accept` names: Prometheus text, OpenMetrics or JSON. */
export function metricsResponse(
  request: Request,
  context: RouteContext,
  reading: Reading,
): Response {
  const [totals = emptyFrame(0)] = reading.frames;
  const accept = (request.headers.get("accept") ?? "").toLowerCase();
  if (accept.includes("application/json")) {
    const body = { ...systemOf(context, reading), ...summarize(totals) };
    return jsonResponse(body);
  }
  const format = accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
  return new Response(formatExposition(totals, gaugesOf(context, reading), format), {
    headers: { "content-type": expositionTypes[format], "cache-control": "no-store" },
  });
}

/** `uptime_seconds` and `system` tell of the process that answers; everything else comes from the store. */
function systemOf(context: RouteContext, reading: Reading): Record<string, unknown> {
  const { service, runtime, store } = context;
  const memory = runtime.memory();
  return {
    service,
    coverage: store.coverage,
    sources: reading.sources,
    uptime_seconds: uptimeSeconds(context),
    system: {
      runtime: runtime.name,
      memory:
        memory === undefined
          ? "unknown"
          : { rss_bytes: memory.rssBytes, heap_used_bytes: memory.heapUsedBytes },
    },
  };
}

function gaugesOf(context: RouteContext, reading: Reading): Gauge[] {
  const { service, release = "", runtime } = context;
  const memory = runtime.memory();
  const gauges: Gauge[] = [
    {
      name: "edgewatch_source_uptime_seconds",
      help: "Uptime of the process that answered.",
      unit: "seconds",
      value: uptimeSeconds(context),
    },
    {
      name: "edgewatch_sources",
      help: "Isolates and processes that have contributed.",
      value: reading.sources,
    },
    {
      name: "edgewatch_build_info",
      help: "What answered.",
      value: 1,
      labels: { service_name: service, service_version: release, runtime: runtime.name },
    },
  ];
  if (memory !== undefined) {
    gauges.push({
      name: "process_resident_memory_bytes",
      help: "Resident memory of the process that answered.",
      unit: "bytes",
      value: memory.rssBytes,
    });
  }
  return gauges;
}

function uptimeSeconds({ uptimeMs }: RouteContext): number {
  return Math.round(uptimeMs()) / 1_000;
}
