import type { LogRecord, LogSink } from "./log-record.ts";

/**
 * Writes each record as one line to the console.
 *
 * It is always `console.log` with one string: workerd turns several arguments and odd values into `{}`, and
 * `wrangler dev` decorates lines of the other levels (2026-11).
 */
export function consoleSink(
  format: (record: LogRecord) => string,
  write: (line: string) => void = (line) => console.log(line),
): LogSink {
  return (record) => write(format(record));
}
