import { describeError } from "../core/describe-error.ts";
import type { EdgewatchEvent, InvocationEvent, RequestEvent } from "../core/event.ts";
import type { LogRecord } from "./log-record.ts";
import type { Level } from "./level.ts";

const maxPathLength = 2_048;

/** Reads an event as the one log record of its invocation. */
export function eventRecord(event: EdgewatchEvent): LogRecord {
  return event.kind === "http.request" ? requestRecord(event) : invocationRecord(event);
}

function requestRecord(event: RequestEvent): LogRecord {
  const { method, originalMethod, route, status, failure } = event;
  const path =
    event.path.length > maxPathLength ? `${event.path.slice(0, maxPathLength)}…` : event.path;
  const fields: Record<string, unknown> = { "http.request.method": method };
  if (originalMethod !== undefined) fields["http.request.method_original"] = originalMethod;
  if (route !== undefined) fields["http.route"] = route;
  fields["url.path"] = path;
  fields["http.response.status_code"] = status;
  fields["duration_ms"] = roundedMs(event.durationMs);
  if (failure !== undefined) addException(fields, failure.thrown);
  return {
    timeMs: event.timeMs,
    level: failure !== undefined ? levelOfFailure(status) : levelOf(status),
    message: `${method} ${route ?? path} ${status}`,
    logger: "http",
    event: "http.request",
    correlation: event,
    fields,
  };
}

function invocationRecord(event: InvocationEvent): LogRecord {
  const fields: Record<string, unknown> = {
    "faas.trigger": event.handler,
    duration_ms: roundedMs(event.durationMs),
  };
  if (event.failure !== undefined) addException(fields, event.failure.thrown);
  return {
    timeMs: event.timeMs,
    level: event.failure === undefined ? "info" : "error",
    message: `${event.handler} ${event.failure === undefined ? "ok" : "failed"}`,
    logger: "invocation",
    event: "invocation",
    correlation: event,
    fields,
  };
}

function addException(fields: Record<string, unknown>, thrown: unknown): void {
  const { type, message, stack } = describeError(thrown);
  fields["exception.type"] = type;
  fields["exception.message"] = message;
  if (stack !== undefined) fields["exception.stacktrace"] = stack;
}

/** An error that was answered with a 4xx, such as Hono's HTTPException, is the client's affair. */
function levelOfFailure(status: number): Level {
  return status >= 400 && status < 500 ? "warn" : "error";
}

function levelOf(status: number): Level {
  if (status >= 500) return "error";
  return status >= 400 ? "warn" : "info";
}

function roundedMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
