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
  let logger = "";
  let loggerText = '""';
  return (record) => {
    if (record === lastRecord) return lastLine;
    if (record.resource !== resource) {
      resource = record.resource;
      resourceText = terminalSafe(formatFields(resourceFields(resource)));
    }
    if (record.logger !== logger) {
      logger = record.logger;
      loggerText = terminalSafe(JSON.stringify(logger));
    }
    const { correlation, event, message, fieldsText } = record;
    let line = `{"timestamp":"${timestamp(record.timeMs)}","level":"${record.level}","message":${terminalSafe(JSON.stringify(message))},"logger":${loggerText}`;
    if (event !== undefined) line += `,"event":"${event}"`;
    if (correlation !== undefined) {
      line += `,"trace_id":"${correlation.traceId}","span_id":"${correlation.spanId}","trace_flags":"${correlation.traceFlags}","request_id":"${correlation.requestId}"`;
      if (correlation.rayId !== undefined) line += `,"cloudflare.ray_id":"${correlation.rayId}"`;
    }
    line +=
      fieldsText === "" ? `,${resourceText}}` : `,${resourceText},${terminalSafe(fieldsText)}}`;
    lastRecord = record;
    lastLine = line;
    return line;
  };
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
