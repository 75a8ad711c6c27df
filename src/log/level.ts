/** Severities from the least to the most urgent. */
export type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** OpenTelemetry severity numbers (logs data model, SeverityNumber). */
export const severityNumber: Readonly<Record<Level, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};
