import { severityNumber } from "../core/level.ts";
import type { LogRecord } from "../log/log-record.ts";
import { textValue, toAttributes } from "./attributes.ts";
import { formatNanos } from "./format-nanos.ts";

/** Names that a record's own ids have: fields of the same name get another one. */
const ownNames: ReadonlySet<string> = new Set(["request_id", "cloudflare.ray_id"]);

/** Writes a log record as an OTLP LogRecord in JSON. The logger's name is not in it: it is its scope. */
export function formatLogRecord(record: LogRecord, observedMs: number): string {
  const { correlation } = record;
  const timeUnixNano = formatNanos(record.timeMs);
  return JSON.stringify({
    timeUnixNano,
    observedTimeUnixNano: formatNanos(observedMs),
    severityNumber: severityNumber[record.level],
    severityText: record.level,
    eventName: record.event,
    body: textValue(record.message),
    attributes: toAttributes([
      ["request_id", correlation?.requestId],
      ["cloudflare.ray_id", correlation?.rayId],
      ...withoutOwn(Object.entries(record.fields)),
    ]),
    ...(correlation && {
      flags: Number.parseInt(correlation.traceFlags, 16),
      traceId: correlation.traceId,
      spanId: correlation.spanId,
    }),
  });
}

function withoutOwn(fields: [string, unknown][]): [string, unknown][] {
  return fields.map(([name, value]) => [
    name === "" || ownNames.has(name) ? `fields.${name}` : name,
    value,
  ]);
}
