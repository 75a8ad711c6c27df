import { emptyFrame, endOfTimeMs, frameMs, frameStart, type Frame } from "../core/frame.ts";
import { parseMetricKey } from "../core/metric.ts";
import type { Reading } from "../core/store.ts";
import { expositionTypes, formatExposition } from "../metrics/exposition.ts";
import { summarize } from "../query/summary.ts";
import { gzip } from "./gzip.ts";
import { jsonResponse } from "./json-response.ts";
import { metricsFormat, takesGzip } from "./metrics-format.ts";
import { metricsGauges, uptimeSeconds } from "./metrics-gauges.ts";
import type { RouteContext } from "./routes.ts";

/** What gauges tell is their mean over this time. */
const gaugeMs = 60_000;
/** Less is not worth the work of compressing it. */
const minGzipBytes = 1_024;
const vary = "Accept, Accept-Encoding";

/**
 * Answers `/metrics` in the format that `Accept` names: Prometheus text, OpenMetrics, protobuf with native histograms,
 * or JSON.
 */
export async function metricsResponse(
  request: Request,
  context: RouteContext,
  reading: Reading,
): Promise<Response> {
  const [totals = emptyFrame(0)] = reading.frames;
  const format = metricsFormat(request.headers.get("accept"));
  if (format === "json") {
    const response = jsonResponse({ ...systemOf(context, reading), ...summarize(totals) });
    response.headers.set("vary", vary);
    return response;
  }
  const { shapes, exemplars } = context.own;
  const gauges = metricsGauges(context, reading);
  const recent = await readGauges(context, totals);
  const text = formatExposition({ totals, recent, gauges, shapes, exemplars }, format);
  const headers = { "content-type": expositionTypes[format], "cache-control": "no-store", vary };
  // Workers hear of Accept-Encoding from the platform, whatever the client takes, and the platform compresses (2026-11).
  const isCompressing =
    context.runtime.name !== "workerd" &&
    text.length >= minGzipBytes &&
    takesGzip(request.headers.get("accept-encoding"));
  if (!isCompressing) return new Response(text, { headers });
  return new Response(await gzip(text), { headers: { ...headers, "content-encoding": "gzip" } });
}

/** Gauges are not added up for ever: what they were told in the last minute is read beside the totals, if there are any. */
async function readGauges(
  { store, clock }: RouteContext,
  { metrics = [] }: Frame,
): Promise<Frame | undefined> {
  if (!metrics.some(([key]) => parseMetricKey(key).kind === "gauge")) return undefined;
  const nowMs = clock.now();
  const range = { fromMs: frameStart(nowMs - gaugeMs), toMs: frameStart(nowMs) + frameMs };
  const { frames } = await store.read(range, endOfTimeMs);
  return frames[0];
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
