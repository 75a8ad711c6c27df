import { isRecord } from "../core/is-record.ts";

/** One step on the way to a failure. */
export interface SentryBreadcrumb {
  timestamp?: number;
  level?: "debug" | "info" | "warning" | "error" | "fatal";
  category?: string;
  message?: string;
  data?: Record<string, unknown>;
}

const maxMessageLength = 1_024;
const maxDataLength = 2_048;
const levels: ReadonlyMap<unknown, NonNullable<SentryBreadcrumb["level"]>> = new Map([
  ["trace", "debug"],
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warning"],
  ["error", "error"],
  ["fatal", "fatal"],
] as const);
/** The event has them. */
const known: ReadonlySet<string> = new Set([
  "timestamp",
  "level",
  "message",
  "logger",
  "trace_id",
  "span_id",
  "trace_flags",
  "request_id",
  "service.name",
]);

/** Tells a log line as a breadcrumb; a line that is no JSON object becomes its message. */
export function toBreadcrumb(line: string): SentryBreadcrumb {
  const fields = parseFields(line);
  if (fields === undefined) return { message: cut(line) };
  const { timestamp, level, message, logger } = fields;
  const timeMs = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  const mapped = levels.get(level);
  const data = toData(fields);
  return {
    ...(Number.isNaN(timeMs) ? {} : { timestamp: timeMs / 1_000 }),
    ...(mapped === undefined ? {} : { level: mapped }),
    ...(typeof logger === "string" ? { category: cut(logger) } : {}),
    ...(typeof message === "string" ? { message: cut(message) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

/** Fields that are too long as a whole are left out: half a field misleads. */
function toData(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const others = Object.entries(fields).filter(([name]) => !known.has(name));
  if (others.length === 0) return undefined;
  const data = Object.fromEntries(others);
  return JSON.stringify(data).length <= maxDataLength ? data : undefined;
}

function parseFields(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.slice(0, maxMessageLength).toWellFormed();
}
