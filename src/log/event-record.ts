import type { EdgewatchEvent, Failure, InvocationEvent, RequestEvent } from "../core/event.ts";
import type { Fields } from "../core/fields.ts";
import { roundedMs } from "../core/rounded-ms.ts";
import { callFieldNames, callFields } from "./call-fields.ts";
import { exceptionFields } from "./exception-fields.ts";
import type { Level } from "../core/level.ts";
import { LogRecord, type Resource } from "./log-record.ts";
import { isSampled } from "./sampled.ts";
import { formatSeries, SeriesTexts } from "./series-texts.ts";
import type { Serializer } from "./serializer.ts";

export interface RequestLogOptions {
  /** Writes a line also when a request begins. @default false */
  readonly started?: boolean | undefined;
  /** A request that takes longer is a warning at least. @default undefined: none is too slow */
  readonly slowMs?: number | undefined;
  /** Leaves out requests, by their path; `*` at the end stands for any rest. Failures are written all the same. */
  readonly skip?: readonly string[] | undefined;
  /**
   * Share of traces whose lines are written, by route, with `*` for all others; slow and failed ones always are.
   *
   * @default all
   */
  readonly sample?: Readonly<Record<string, number>> | undefined;
}

const maxPathLength = 2_048;
const clientError = 400;
const serverError = 500;

/** Reads an event as the one log record of its invocation; undefined where the options leave it out. */
export function createEventReader(
  resource: Resource,
  serializer: Serializer,
  options: RequestLogOptions,
): (event: EdgewatchEvent) => LogRecord | undefined {
  const { slowMs = Infinity, skip = [], sample } = options;
  checkRates(sample);
  const skipped = skip.map((path) => ({
    path: path.replace(/\*$/, ""),
    isPrefix: path.endsWith("*"),
  }));

  const seriesTexts = new SeriesTexts();
  const sharedTexts = new WeakMap<Fields, string>();

  function isLeftOut(event: RequestEvent): boolean {
    const isNotable =
      event.failure !== undefined || event.status >= serverError || event.durationMs > slowMs;
    if (isNotable) return false;
    if (
      skipped.some(({ path, isPrefix }) =>
        isPrefix ? event.path.startsWith(path) : event.path === path,
      )
    )
      return true;
    const rate = sample?.[event.route ?? "*"] ?? sample?.["*"];
    return rate !== undefined && !isSampled(event.correlation.traceId, rate);
  }

  function requestRecord(event: RequestEvent): LogRecord {
    const { method, originalMethod, route, status } = event;
    const path = serializer.text(event.path.slice(0, maxPathLength));
    const series =
      route === undefined || originalMethod !== undefined
        ? formatSeries(method, originalMethod, route, status, path)
        : seriesTexts.find(method, route, status);
    const text = `${series.start}${JSON.stringify(path)}${series.end}${roundedMs(event.durationMs)}`;
    return new LogRecord({
      timeMs: event.timeMs,
      level: levelOf(event, slowMs),
      message: series.message,
      logger: "http",
      event: "http.request",
      correlation: event.correlation,
      resource,
      fieldsText:
        text +
        detailsText(event.details) +
        more(withoutOwn(event.added)) +
        more(callFields(event)) +
        exception(event.failure),
    });
  }

  function invocationRecord(event: InvocationEvent): LogRecord {
    const { handler, failure } = event;
    return new LogRecord({
      timeMs: event.timeMs,
      level: failure === undefined ? "info" : "error",
      message: `${handler} ${failure === undefined ? "ok" : "failed"}`,
      logger: "invocation",
      event: "invocation",
      correlation: event.correlation,
      resource,
      fieldsText: `"faas.trigger":${JSON.stringify(handler)},"duration_ms":${roundedMs(event.durationMs)}${more(withoutOwn(event.added, ownCallNames))}${more(callFields(event))}${exception(failure)}`,
    });
  }

  /** Details that many requests share come as one frozen object, and are made into text once. */
  function detailsText(details: Fields | undefined): string {
    if (details === undefined) return "";
    const known = sharedTexts.get(details);
    if (known !== undefined) return known;
    const text = more(withoutOwn(details));
    if (Object.isFrozen(details)) sharedTexts.set(details, text);
    return text;
  }

  function more(fields: Fields | undefined): string {
    const text = fields === undefined ? "" : serializer.fields(fields);
    return text === "" ? "" : `,${text}`;
  }

  function exception(failure: Failure | undefined): string {
    return failure === undefined ? "" : more(exceptionFields(failure.thrown, failure.mark));
  }

  return (event) => {
    if (event.kind === "invocation") return invocationRecord(event);
    return isLeftOut(event) ? undefined : requestRecord(event);
  };
}

const ownCallNames: ReadonlySet<string> = new Set(callFieldNames);
const ownNames: ReadonlySet<string> = new Set([
  "http.request.method",
  "http.request.method_original",
  "http.route",
  "url.path",
  "http.response.status_code",
  "duration_ms",
  ...callFieldNames,
  "faas.trigger",
  "exception.type",
  "exception.message",
  "exception.stacktrace",
  "error.group",
  "error.code",
  "error.id",
]);

/** What is added cannot replace what the line says of itself. */
function withoutOwn(fields: Fields | undefined, names = ownNames): Fields | undefined {
  if (fields === undefined || !Object.keys(fields).some((name) => names.has(name))) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      names.has(name) ? `fields.${name}` : name,
      value,
    ]),
  );
}

/** An error that was answered with a 4xx, such as Hono's HTTPException, is the client's affair. */
function levelOf({ status, failure, durationMs }: RequestEvent, slowMs: number): Level {
  if (status >= serverError) return "error";
  if (failure !== undefined && status < clientError) return "error";
  return status >= clientError || durationMs > slowMs ? "warn" : "info";
}

/** @throws RangeError when a rate is not from 0 to 1. */
function checkRates(sample: RequestLogOptions["sample"]): void {
  for (const [route, rate] of Object.entries(sample ?? {})) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new RangeError(`Cannot sample ${route} at the rate ${rate}: give a share from 0 to 1`);
    }
  }
}
