import { LogRecord, type LogRecordParts, type LogSink } from "../../src/log/log-record.ts";

export const timeMs: number = Date.UTC(2026, 10, 23, 3, 40, 3, 760);

export const correlation = {
  requestId: "req-1",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: "01",
  rayId: undefined,
};

/** A record with fields given as data that JSON can hold. */
export function recordOf(
  changes: Partial<LogRecordParts> = {},
  fields: Readonly<Record<string, unknown>> = {},
): LogRecord {
  return new LogRecord({
    timeMs,
    level: "info",
    message: "hi",
    logger: "app",
    event: undefined,
    correlation: undefined,
    resource: { service: "orders", release: undefined, environment: undefined },
    fieldsText: JSON.stringify(fields).slice(1, -1),
    ...changes,
  });
}

/** A sink that remembers what it was given. */
export function remember(): { sink: LogSink; records: LogRecord[]; messages: () => string[] } {
  const records: LogRecord[] = [];
  return {
    records,
    sink: (record) => void records.push(record),
    messages: () => records.map(({ message }) => message),
  };
}

/** Names that belong to every line. */
export const envelope: readonly string[] = [
  "timestamp",
  "level",
  "message",
  "logger",
  "event",
  "trace_id",
  "span_id",
  "trace_flags",
  "request_id",
  "service.name",
  "service.version",
  "deployment.environment.name",
];
