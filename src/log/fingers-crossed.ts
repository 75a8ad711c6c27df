import type { Correlation } from "../core/correlation.ts";
import { severityOf, severityNumber, type Threshold } from "../core/level.ts";
import type { LogRecord, LogSink, LogTarget } from "./log-record.ts";
import { selecting } from "./selecting.ts";

export interface FingersCrossedOptions {
  /** The level that brings out what was kept. @default "error" */
  readonly trigger?: Threshold | undefined;
  /** The least urgent level that is written at once. @default "info" */
  readonly level?: Threshold | undefined;
  /** Records kept for one invocation, the latest ones. @default 100 */
  readonly maxRecords?: number | undefined;
}

/**
 * Keeps an invocation's less urgent records back, and writes them only if it fails.
 *
 * So debug lines exist for the requests that need them. It works for records inside an invocation; what is kept is
 * freed with it.
 */
export function fingersCrossed(sink: LogSink, options: FingersCrossedOptions = {}): LogTarget {
  const { trigger = "error", level = "info", maxRecords = 100 } = options;
  const triggerSeverity = severityOf(trigger);
  const minSeverity = severityOf(level);
  const kept = new WeakMap<Correlation, LogRecord[]>();
  const failed = new WeakSet<Correlation>();

  function keep(record: LogRecord, correlation: Correlation): void {
    const records = kept.get(correlation);
    if (records === undefined) kept.set(correlation, [record]);
    else {
      records.push(record);
      if (records.length > maxRecords) records.shift();
    }
  }

  function release(correlation: Correlation): readonly LogRecord[] {
    failed.add(correlation);
    const records = kept.get(correlation) ?? [];
    kept.delete(correlation);
    return records;
  }

  return selecting(sink, (record) => {
    const { correlation } = record;
    const severity = severityNumber[record.level];
    if (correlation === undefined) return severity >= minSeverity ? [record] : [];
    if (severity >= triggerSeverity) return [...release(correlation), record];
    if (severity >= minSeverity || failed.has(correlation)) return [record];
    keep(record, correlation);
    return [];
  });
}
