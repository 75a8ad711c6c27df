import { isArray, readProperty, readText } from "../core/read-property.ts";
import type { RunningPlace } from "../core/running-place.ts";
import { routeTemplate } from "./route-template.ts";
import { urlPath } from "./url-path.ts";

/** What the platform tells a Tail Worker of an invocation that failed. */
export interface TailedFailure {
  /** What was thrown and not caught. */
  readonly exceptions: readonly Error[];
  readonly place: RunningPlace;
  /** The Worker that failed; undefined where the platform does not say. */
  readonly script: string | undefined;
  readonly release: string | undefined;
  /** Messages of failures that the Worker has told of itself, redacted. */
  readonly toldMessages: readonly string[];
}

const maxItems = 1_000;
const maxExceptions = 20;
const maxLogs = 200;
const maxTextLength = 8_192;
/** Outcomes that end a Worker without an exception (Workers, tail events, 2026-11). */
const fatalOutcomes: ReadonlyMap<string, string> = new Map([
  ["exceededCpu", "The Worker exceeded its CPU time"],
  ["exceededMemory", "The Worker exceeded its memory"],
]);

/** Reads what failed from the events that a `tail` handler gets; whatever is none of that is left out. */
export function readTailedFailures(items: unknown): TailedFailure[] {
  if (!isArray(items)) return [];
  return items.slice(0, maxItems).flatMap((item) => {
    const exceptions = listOf(item, "exceptions").slice(0, maxExceptions).map(toError);
    const outcome = readText(item, "outcome") ?? "";
    const fatal = fatalOutcomes.get(outcome);
    if (exceptions.length === 0 && fatal !== undefined) {
      exceptions.push(named(new Error(fatal), outcome, ""));
    }
    if (exceptions.length === 0) return [];
    const lines = readLines(item);
    const version = readProperty(item, "scriptVersion");
    const failure: TailedFailure = {
      exceptions,
      place: placeOf(item, lines),
      script: readText(item, "scriptName"),
      release: readText(version, "tag") ?? readText(version, "id"),
      toldMessages: lines.flatMap((line) => readText(line, "exception.message") ?? []),
    };
    return [failure];
  });
}

function toError(exception: unknown): Error {
  const message = cut(readText(exception, "message") ?? "");
  return named(
    new Error(message),
    readText(exception, "name") ?? "Error",
    readText(exception, "stack") ?? "",
  );
}

function named(error: Error, name: string, stack: string): Error {
  error.name = cut(name);
  error.stack = cut(stack);
  return error;
}

/** The Worker's own lines are JSON, where it is watched. */
function readLines(item: unknown): unknown[] {
  const lines: unknown[] = [];
  for (const log of listOf(item, "logs").slice(0, maxLogs)) {
    const [text] = listOf(log, "message");
    if (typeof text !== "string" || !text.startsWith("{") || text.length > maxTextLength) continue;
    try {
      lines.push(JSON.parse(text));
    } catch {
      // It only looks like one.
    }
  }
  return lines;
}

function placeOf(item: unknown, lines: readonly unknown[]): RunningPlace {
  const event = readProperty(item, "event");
  const request = readProperty(event, "request");
  const url = readText(request, "url");
  const path = url === undefined ? undefined : urlPath(url);
  const line = lines.find((one) => readText(one, "request_id") !== undefined);
  return {
    handler: handlerOf(event),
    method: readText(request, "method"),
    route: readText(line, "http.route") ?? (path === undefined ? undefined : routeTemplate(path)),
    path,
    requestId: readText(line, "request_id"),
    traceId: readText(line, "trace_id"),
    spanId: readText(line, "span_id"),
    consumer: readText(line, "consumer"),
  };
}

function handlerOf(event: unknown): string {
  if (readProperty(event, "request") !== undefined) return "http.request";
  if (readText(event, "cron") !== undefined) return "scheduled";
  if (readText(event, "queue") !== undefined) return "queue";
  if (readProperty(event, "scheduledTime") !== undefined) return "alarm";
  return readText(event, "rpcMethod") === undefined ? "runtime" : "rpc";
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = readProperty(value, name);
  return isArray(list) ? list : [];
}

function cut(text: string): string {
  return text.slice(0, maxTextLength);
}
