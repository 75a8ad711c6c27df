import type { Background } from "../core/background.ts";
import type { EdgewatchEvent } from "../core/event.ts";
import type { Frame } from "../core/frame.ts";
import type { LogRecord, Resource, SinkCounts } from "./log-record.ts";

/** Takes everything that is observed somewhere else, as `otlpExporter` does. It may throw: that is told, and the request goes on. */
export interface Exporter {
  /** Takes each log record that is written. */
  log?(record: LogRecord, background: Background | undefined): void;
  /**
   * Takes each event.
   *
   * @param line makes the event's log record, redacted, also where none is written
   */
  event?(
    event: EdgewatchEvent,
    line: () => LogRecord | undefined,
    background: Background | undefined,
  ): void;
  /** Takes the frames of a batch, once, when the store has taken it. */
  frames?(frames: readonly Frame[], resource: Resource, background: Background | undefined): void;
  /** Resolves when everything taken so far has been delivered or given up. */
  flush?(): Promise<void>;
  /** Flushes, for a bounded time, and takes nothing more. */
  close?(): Promise<void>;
  /** What became of what it was given. */
  counts?(): SinkCounts;
}
