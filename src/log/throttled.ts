import { systemClock, type Clock } from "../core/clock.ts";
import { formatFields } from "./json-text.ts";
import type { LogRecord, LogSink, LogTarget } from "./log-record.ts";
import { selecting } from "./selecting.ts";

export interface ThrottleOptions {
  /** Records of one kind that pass in each window. @default 10 */
  readonly maxRecords?: number | undefined;
  /** @default 60_000 */
  readonly windowMs?: number | undefined;
  /** What makes records one kind. @default the logger, the level and the message */
  readonly key?: ((record: LogRecord) => string) | undefined;
  readonly clock?: Clock | undefined;
}

interface Window {
  readonly startMs: number;
  count: number;
  last: LogRecord;
}

const maxKinds = 1_000;

/**
 * Lets the first records of each kind pass in a window, and sums the others up in one record when it ends.
 *
 * Lines of requests always pass. A window's summary is written by whichever record comes next, or by `flush`.
 */
export function throttled(sink: LogSink, options: ThrottleOptions = {}): LogTarget {
  const { maxRecords = 10, windowMs = 60_000, clock = systemClock } = options;
  const { key = (record) => `${record.logger} ${record.level} ${record.message}` } = options;
  const windows = new Map<string, Window>();

  function summary({ count, last }: Window): LogRecord[] {
    const suppressed = count - maxRecords;
    if (suppressed <= 0) return [];
    const fieldsText = formatFields({
      ...last.fields,
      "log.suppressed": suppressed,
      "log.window_ms": windowMs,
    });
    return [last.with({ fieldsText, message: `${last.message} (${suppressed} more)` })];
  }

  /** Ends the windows that are over, oldest first, and those that are too many. */
  function endOld(nowMs: number): LogRecord[] {
    const summaries: LogRecord[] = [];
    for (const [kind, window] of windows) {
      const isOver = nowMs - window.startMs >= windowMs || nowMs < window.startMs;
      if (!isOver && windows.size <= maxKinds) break;
      windows.delete(kind);
      summaries.push(...summary(window));
    }
    return summaries;
  }

  function passes(record: LogRecord, nowMs: number): boolean {
    const kind = key(record);
    const window = windows.get(kind);
    if (window === undefined) {
      windows.set(kind, { startMs: nowMs, count: 1, last: record });
      return true;
    }
    window.count++;
    window.last = record;
    return window.count <= maxRecords;
  }

  return selecting(
    sink,
    (record) => {
      if (record.event !== undefined) return [record];
      const nowMs = clock.now();
      const summaries = endOld(nowMs);
      return passes(record, nowMs) ? [...summaries, record] : summaries;
    },
    () => {
      const open = [...windows.values()];
      windows.clear();
      return open.flatMap(summary);
    },
  );
}
