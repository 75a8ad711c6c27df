import { severityNumber } from "../core/level.ts";
import type { Fields } from "../core/fields.ts";
import type { LogRecord, Resource } from "./log-record.ts";
import { formatFields, terminalSafe } from "./json-text.ts";
import { createPrettyFormat } from "./pretty-format.ts";
import { createTimestamp } from "./timestamp.ts";

/** `otel` is the format of the documentation; `ecs` and `pino` rename, and `pretty` is for people at a terminal. */
export type LogFormat = "otel" | "ecs" | "pino" | "pretty";

/** Turns a record into one line, without the line feed. */
export type FormatRecord = (record: LogRecord) => string;

/** Makes a format; it may keep what it has formatted last. */
export function createFormat(format: LogFormat): FormatRecord {
  if (format === "pretty") return createPrettyFormat();
  return format === "otel" ? createOtelFormat() : createRenamingFormat(format);
}

/** One flat JSON object with OpenTelemetry names, in a fixed order. */
function createOtelFormat(): FormatRecord {
  const timestamp = createTimestamp();
  let resource: Resource | undefined;
  let resourceText = "";
  let lastRecord: LogRecord | undefined;
  let lastLine = "";
  const heads = new Map<string, Head>();
  return (record) => {
    if (record === lastRecord) return lastLine;
    if (record.resource !== resource) {
      resource = record.resource;
      resourceText = formatFields(resourceFields(resource));
    }
    const { correlation, fieldsText } = record;
    const start = `{"timestamp":"${timestamp(record.timeMs)}${headOf(heads, record)}`;
    const end = fieldsText === "" ? `,${resourceText}}` : `,${resourceText},${fieldsText}}`;
    const ray =
      correlation?.rayId === undefined ? "" : `,"cloudflare.ray_id":"${correlation.rayId}"`;
    const line =
      correlation === undefined
        ? start + end
        : `${start},"trace_id":"${correlation.traceId}","span_id":"${correlation.spanId}","trace_flags":"${correlation.traceFlags}","request_id":"${correlation.requestId}"${ray}${end}`;
    lastRecord = record;
    lastLine = terminalSafe(line);
    return lastLine;
  };
}

/** What stands between a record's time and its ids; it repeats from line to line. */
interface Head {
  readonly level: string;
  readonly logger: string;
  readonly event: string | undefined;
  readonly text: string;
}

const maxHeads = 500;
const maxKeptMessageLength = 256;

function headOf(heads: Map<string, Head>, { level, message, logger, event }: LogRecord): string {
  const known = heads.get(message);
  if (known?.level === level && known.logger === logger && known.event === event) return known.text;
  let text = `","level":"${level}","message":${JSON.stringify(message)},"logger":${JSON.stringify(logger)}`;
  if (event !== undefined) text += `,"event":"${event}"`;
  if (heads.size >= maxHeads) heads.clear();
  if (message.length <= maxKeptMessageLength) heads.set(message, { level, logger, event, text });
  return text;
}

function resourceFields(resource: Resource): Fields {
  return {
    "service.name": resource.service,
    "service.version": resource.release,
    "deployment.environment.name": resource.environment,
  };
}

type Rename = (name: string, value: unknown) => readonly [name: string, value: unknown];

const ecsNames: Readonly<Record<string, string>> = {
  timestamp: "@timestamp",
  level: "log.level",
  logger: "log.logger",
  event: "event.action",
  trace_id: "trace.id",
  span_id: "span.id",
  request_id: "http.request.id",
  "deployment.environment.name": "service.environment",
  "exception.type": "error.type",
  "exception.message": "error.message",
  "exception.stacktrace": "error.stack_trace",
  "http.request.body.size": "http.request.body.bytes",
  "http.response.body.size": "http.response.body.bytes",
  "client.address": "client.ip",
};
const pinoNames: Readonly<Record<string, string>> = {
  timestamp: "time",
  message: "msg",
  logger: "name",
  duration_ms: "responseTime",
};
const nanosecondsPerMs = 1e6;

/** ECS 9 and pino: the same facts in the same order under other names. */
function createRenamingFormat(format: "ecs" | "pino"): FormatRecord {
  const timestamp = createTimestamp();
  const rename: Rename = format === "ecs" ? renameForEcs : renameForPino;
  return (record) => {
    const { correlation, resource, fields } = record;
    const envelope: Fields = {
      timestamp: format === "pino" ? record.timeMs : timestamp(record.timeMs),
      level: record.level,
      message: record.message,
      logger: record.logger,
      event: record.event,
      trace_id: correlation?.traceId,
      span_id: correlation?.spanId,
      trace_flags: correlation?.traceFlags,
      request_id: correlation?.requestId,
      "cloudflare.ray_id": correlation?.rayId,
      ...resourceFields(resource),
    };
    const line = new Map<string, string>();
    for (const [oldName, oldValue] of [...Object.entries(envelope), ...Object.entries(fields)]) {
      if (oldValue === undefined) continue;
      const [name, value] = rename(oldName, oldValue);
      // The first to have a name keeps it: a field cannot pass for what the line says of itself.
      line.set(line.has(name) ? `fields.${name}` : name, JSON.stringify(value));
    }
    const pairs = [...line].map(([name, json]) => `${JSON.stringify(name)}:${json}`);
    return terminalSafe(`{${pairs.join(",")}}`);
  };
}

function renameForEcs(name: string, value: unknown): readonly [string, unknown] {
  if (name === "duration_ms")
    return ["event.duration", Math.round(Number(value) * nanosecondsPerMs)];
  return [Object.hasOwn(ecsNames, name) ? (ecsNames[name] ?? name) : name, value];
}

function renameForPino(name: string, value: unknown): readonly [string, unknown] {
  // pino's levels are 10 for trace to 60 for fatal.
  if (name === "level")
    return [name, (Object.keys(severityNumber).indexOf(String(value)) + 1) * 10];
  return [Object.hasOwn(pinoNames, name) ? (pinoNames[name] ?? name) : name, value];
}
