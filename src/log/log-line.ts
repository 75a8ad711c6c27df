import type { Fields, LogRecord } from "./log-record.ts";

/** What every line of one service carries. */
export interface Resource {
  readonly service: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

const secondMs = 1_000;

/**
 * Makes the function that turns a record into one line of JSON: one flat object with OpenTelemetry names, in a
 * fixed order. It never throws: a field that JSON cannot hold is replaced by the reason in brackets.
 */
export function createLineFormatter(resource: Resource): (record: LogRecord) => string {
  const resourceText = formatResource(resource);
  let cachedSecond = Number.NaN;
  let cachedPrefix = "";

  function timestamp(timeMs: number): string {
    const second = Math.floor(timeMs / secondMs);
    if (second !== cachedSecond) {
      cachedPrefix = new Date(second * secondMs).toISOString().slice(0, 20);
      cachedSecond = second;
    }
    const milliseconds = Math.floor(timeMs - second * secondMs);
    return `${cachedPrefix}${milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : ""}${milliseconds}Z`;
  }

  return (record) => {
    const { correlation, event, fields } = record;
    let line = `{"timestamp":"${timestamp(record.timeMs)}","level":"${record.level}","message":${JSON.stringify(record.message)},"logger":${JSON.stringify(record.logger)}`;
    if (event !== undefined) line += `,"event":"${event}"`;
    if (correlation !== undefined) {
      line += `,"trace_id":"${correlation.traceId}","span_id":"${correlation.spanId}","trace_flags":"${correlation.traceFlags}","request_id":"${correlation.requestId}"`;
    }
    line += resourceText;
    return fields === undefined ? `${line}}` : line + formatFields(fields);
  };
}

function formatResource(resource: Resource): string {
  let text = `,"service.name":${JSON.stringify(resource.service)}`;
  if (resource.release !== undefined) {
    text += `,"service.version":${JSON.stringify(resource.release)}`;
  }
  if (resource.environment !== undefined) {
    text += `,"deployment.environment.name":${JSON.stringify(resource.environment)}`;
  }
  return text;
}

/** Returns the rest of the line, from the comma to the closing brace. */
function formatFields(fields: Fields): string {
  try {
    const text: string | undefined = JSON.stringify(fields);
    if (text !== undefined && text.startsWith("{"))
      return text === "{}" ? "}" : `,${text.slice(1)}`;
  } catch {
    // Field by field below, so that only the bad ones are lost.
  }
  return `${fieldNames(fields)
    .map((name) => formatField(fields, name))
    .join("")}}`;
}

function fieldNames(fields: Fields): string[] {
  try {
    return Object.keys(fields);
  } catch {
    return [];
  }
}

function formatField(fields: Fields, name: string): string {
  try {
    const value = fields[name];
    const text: string | undefined = JSON.stringify(typeof value === "bigint" ? `${value}` : value);
    return text === undefined ? "" : `,${JSON.stringify(name)}:${text}`;
  } catch {
    return `,${JSON.stringify(name)}:"[not serialisable]"`;
  }
}
