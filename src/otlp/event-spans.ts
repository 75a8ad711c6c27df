import type { EdgewatchEvent, InvocationEvent, RequestEvent } from "../core/event.ts";
import { severityNumber } from "../core/level.ts";
import type { LogRecord } from "../log/log-record.ts";
import { toAttributes } from "./attributes.ts";
import { callSpan } from "./call-span.ts";
import { formatNanos } from "./format-nanos.ts";
import { errorStatus, spanFlags, spanKind, type Span } from "./span.ts";

/** Fields of a line that a span tells in another way. */
const otherwiseTold: ReadonlySet<string> = new Set([
  "duration_ms",
  "calls",
  "exception.type",
  "exception.message",
  "exception.stacktrace",
]);

/**
 * Makes the span of an event and one of each call that it tells; the event's comes first.
 *
 * @param line the log record of the event: its fields are redacted, and become the attributes
 * @param nextSpanId names the calls that have passed no span on
 */
export function eventSpans(
  event: EdgewatchEvent,
  line: LogRecord,
  nextSpanId: () => string,
): Span[] {
  const calls = (event.calls ?? []).map((call) => callSpan(call, event.correlation, nextSpanId));
  return [ownSpan(event, line), ...calls];
}

function ownSpan(event: EdgewatchEvent, line: LogRecord): Span {
  const { correlation, timeMs, durationMs } = event;
  const { traceId, spanId, parentSpanId, traceState, traceFlags } = correlation;
  const isRequest = event.kind === "http.request";
  const endTimeUnixNano = formatNanos(timeMs);
  const hasFailed = severityNumber[line.level] >= severityNumber.error;
  const { fields } = line;
  const message = fields["exception.message"];
  const exception = Object.entries(fields).filter(([name]) => name.startsWith("exception."));
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    flags: spanFlags(traceFlags, isRequest && parentSpanId !== undefined),
    name: (isRequest ? requestName(event) : event.handler).toWellFormed(),
    kind: isRequest ? spanKind.server : spanKind.internal,
    startTimeUnixNano: formatNanos(timeMs - durationMs),
    endTimeUnixNano,
    attributes: toAttributes([
      ["request_id", correlation.requestId],
      ["cloudflare.ray_id", correlation.rayId],
      ["error.type", hasFailed ? errorType(event, fields["exception.type"]) : undefined],
      ...Object.entries(fields).filter(([name]) => !isToldOtherwise(name)),
    ]),
    ...(exception.length === 0
      ? {}
      : {
          events: [
            {
              timeUnixNano: endTimeUnixNano,
              name: "exception",
              attributes: toAttributes(exception),
            },
          ],
        }),
    ...(hasFailed
      ? { status: errorStatus(typeof message === "string" ? message : undefined) }
      : {}),
  };
}

function requestName({ method, route }: RequestEvent): string {
  const verb = method === "_OTHER" ? "HTTP" : method;
  return route === undefined ? verb : `${verb} ${route}`;
}

function errorType(event: RequestEvent | InvocationEvent, thrown: unknown): unknown {
  return thrown ?? (event.kind === "http.request" ? String(event.status) : "_OTHER");
}

function isToldOtherwise(name: string): boolean {
  return (
    name === "" ||
    name === "request_id" ||
    name === "cloudflare.ray_id" ||
    name === "error.type" ||
    otherwiseTold.has(name)
  );
}
