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

/** A level, or `off`. */
export type Threshold = Level | "off";

/** Tells whether a text names a level or `off`. */
export function isThreshold(text: string): text is Threshold {
  return text === "off" || Object.hasOwn(severityNumber, text);
}

/** The lowest severity number that passes. */
export function severityOf(threshold: Threshold): number {
  return threshold === "off" ? Infinity : severityNumber[threshold];
}
