import { severityNumber, severityOf, type Threshold } from "../core/level.ts";
import type { LogRecord, LogSink, LogTarget } from "./log-record.ts";
import { selecting } from "./selecting.ts";

export interface FilterOptions {
  /** The least urgent level that passes. @default all */
  readonly level?: Threshold | undefined;
  /** Lets a record pass. @default all */
  readonly filter?: ((record: LogRecord) => boolean) | undefined;
}

/**
 * Hands a sink only some of the records.
 *
 * @example
 * ```ts
 * import { consoleSink, edgewatch, filtered } from "edgewatch";
 *
 * edgewatch({
 *   service: "orders",
 *   sinks: [filtered(consoleSink(), { level: "warn", filter: (record) => record.logger !== "noisy" })],
 * });
 * ```
 */
export function filtered(sink: LogSink, options: FilterOptions): LogTarget {
  const minSeverity = severityOf(options.level ?? "trace");
  const { filter = () => true } = options;
  return selecting(sink, (record) =>
    severityNumber[record.level] >= minSeverity && filter(record) ? [record] : [],
  );
}
