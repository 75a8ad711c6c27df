import type { CallRecord } from "../core/call-record.ts";
import type { Correlation } from "../core/correlation.ts";
import { toAttributes } from "./attributes.ts";
import { formatNanos } from "./format-nanos.ts";
import { errorStatus, spanFlags, spanKind, type Span } from "./span.ts";

const clientError = 400;
const hostWithPort = /^(.*):(\d{1,5})$/;

/** Makes the span of a call of another service, below the span of the invocation that made it. */
export function callSpan(
  call: CallRecord,
  { traceId, spanId, traceState, traceFlags }: Correlation,
  nextSpanId: () => string,
): Span {
  const { startMs, durationMs, status = 0 } = call;
  const hasFailed = call.error !== undefined || status >= clientError;
  const errorType = call.error ?? (hasFailed ? String(status) : undefined);
  return {
    traceId,
    spanId: call.spanId ?? nextSpanId(),
    parentSpanId: spanId,
    traceState,
    flags: spanFlags(traceFlags, false),
    name: nameOf(call).toWellFormed(),
    kind: spanKind.client,
    startTimeUnixNano: formatNanos(startMs),
    endTimeUnixNano: formatNanos(startMs + durationMs),
    attributes: toAttributes([...attributesOf(call), ["error.type", errorType]]),
    ...(hasFailed ? { status: errorStatus() } : {}),
  };
}

function nameOf({ to, method, route }: CallRecord): string {
  if (method === "") return route === "" ? to : `${to}.${route}`;
  return route === "" ? method : `${method} ${route}`;
}

function attributesOf({ to, method, route, status }: CallRecord): [string, unknown][] {
  if (method === "") {
    return [
      ["dependency", to],
      ["operation", route || undefined],
    ];
  }
  const [, host = to, port] = hostWithPort.exec(to) ?? [];
  return [
    ["http.request.method", method],
    ["server.address", host],
    ["server.port", port === undefined ? undefined : Number(port)],
    ["url.template", route || undefined],
    ["http.response.status_code", status],
  ];
}
