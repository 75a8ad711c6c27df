import { sentTraceId } from "./cases/correlation.ts";
import type { WireResponse } from "./http-client.ts";
import type { OrdersServer } from "./orders-server.ts";

/** What belongs to the connection and not to the answer: HTTP servers frame the same body differently. */
const connectionHeaders = new Set([
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
]);

/** Members of log lines and answers that are never the same twice. */
const measured: Readonly<Record<string, string>> = {
  timestamp: "<time>",
  from: "<time>",
  to: "<time>",
  span_id: "<id>",
  duration_ms: "<duration>",
  average_ms: "<duration>",
  uptime_seconds: "<duration>",
  rate_per_second: "<rate>",
  latencyMs: "<duration>",
  ageMs: "<duration>",
  // How often a check ran depends on how long the others took.
  passes: "<count>",
  // It tells when it was asked.
  next_cursor: "<cursor>",
  "error.id": "<id>",
  error_id: "<id>",
  runtime: "<runtime>",
  memory: "<memory>",
};

/** When the last flush was: whether there has been one by now depends on the speed of the machine. */
const absentAtTimes = "time";

/** Metrics that workerd and others have no figure for: they are absent there rather than 0. */
const processLine = /^(# \w+ )?(process_|system_|http_server_active_requests)/;
const measuredSample =
  /^(\w+_bucket\{.*,le="[^+"]+"\}|\w+_sum\{.*\}|edgewatch_source_uptime_seconds|edgewatch_last_flush_age_seconds) \S+$/;
/** How many flushes there have been depends on how long the cases took: one every few seconds, one a time bucket. */
const flushCount = /^(edgewatch_flushes_total\{.*\}) [1-9]\d*$/;
/** Which requests stand for others depends on how long they took. */
const exemplar = / # \{.*$/;
/** What each runtime's own `fetch` calls itself: the example calls a second endpoint of its own. */
const ownUserAgent = /^(?:node$|Deno\/|Bun\/)/;
const madeId = /^[0-9a-f]{32}$/;

/** A response without what differs from one run to the next. */
export function maskResponse(response: WireResponse, server: OrdersServer): unknown {
  const { status, headers, body } = response;
  return {
    status,
    headers: Object.entries(headers)
      .filter(([name]) => !connectionHeaders.has(name))
      .map(([name, value]) => `${name}: ${maskText(String(value), server)}`)
      .toSorted(),
    body: isExposition(headers["content-type"])
      ? maskExposition(body, server)
      : maskBody(body, server),
  };
}

/** A log line without what differs from one run to the next, its fields still in their order. */
export function maskLogLine(line: string, server: OrdersServer): string {
  return JSON.stringify(maskJson(line, server));
}

function maskBody(body: string, server: OrdersServer): unknown {
  return /^[[{]/.test(body) && !body.includes("\n")
    ? maskJson(body, server)
    : maskText(body, server);
}

function maskJson(text: string, server: OrdersServer): unknown {
  return JSON.parse(text, (name, value: unknown) => {
    // Runtimes write the frames of a stack in ways of their own.
    if (name === "exception.stacktrace") return String(value).split("\n", 1)[0];
    if (name === absentAtTimes) return undefined;
    if (name === "user_agent.original" && ownUserAgent.test(String(value))) return undefined;
    if (Object.hasOwn(measured, name)) return measured[name];
    return typeof value === "string" ? maskText(value, server) : value;
  });
}

/** The order of series is that of the time buckets in which they first appeared. */
function maskExposition(body: string, server: OrdersServer): string[] {
  return body
    .split("\n")
    .filter((line) => !processLine.test(line))
    .map((line) => line.replace(exemplar, ""))
    .map((line) => line.replace(measuredSample, "$1 <figure>").replace(flushCount, "$1 <count>"))
    .map((line) => maskText(line, server))
    .toSorted();
}

function maskText(text: string, { runtime, url }: OrdersServer): string {
  if (madeId.test(text) && text !== sentTraceId) return "<id>";
  return text
    .replaceAll(/\bcursor=[\w-]+/g, "cursor=<cursor>")
    .replaceAll(/\bsince \d{4}-\d\d-\d\dT[\d:.]+Z/g, "since <time>")
    .replaceAll(`:${url.port}`, ":<port>")
    .replaceAll(`server_port="${url.port}"`, `server_port="<port>"`)
    .replaceAll(`"${runtime}"`, `"<runtime>"`);
}

function isExposition(type: string | undefined): boolean {
  return type !== undefined && /^(text\/plain; version=|application\/openmetrics-text)/.test(type);
}
