import type { Background } from "../core/background.ts";
import type { Correlation } from "../core/correlation.ts";
import type { Fields } from "../core/fields.ts";
import type { Level } from "../core/level.ts";

/** What every record of one service carries. */
export interface Resource {
  readonly service: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

/** What a record is made of. */
export interface LogRecordParts {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly level: Level;
  readonly message: string;
  /** Name of the logger, such as `http` or `app`. */
  readonly logger: string;
  /** Name of the event, such as `http.request`; undefined for plain messages. */
  readonly event: string | undefined;
  /** The ids of the invocation; one object an invocation, so that it also tells records of one from others. */
  readonly correlation: Correlation | undefined;
  readonly resource: Resource;
  /** The fields as JSON without the braces around them: `"a":1,"b":[2]`. */
  readonly fieldsText: string;
}

/** One log entry. Whatever is secret in it has been redacted, and nothing in it changes any more. */
export class LogRecord implements LogRecordParts {
  readonly timeMs: number;
  readonly level: Level;
  readonly message: string;
  readonly logger: string;
  readonly event: string | undefined;
  readonly correlation: Correlation | undefined;
  readonly resource: Resource;
  readonly fieldsText: string;
  #fields: Fields | undefined;

  constructor(parts: LogRecordParts) {
    this.timeMs = parts.timeMs;
    this.level = parts.level;
    this.message = parts.message;
    this.logger = parts.logger;
    this.event = parts.event;
    this.correlation = parts.correlation;
    this.resource = parts.resource;
    this.fieldsText = parts.fieldsText;
  }

  /** The fields as data; parsed when somebody asks. */
  get fields(): Fields {
    this.#fields ??= Object.freeze(parseFields(this.fieldsText));
    return this.#fields;
  }

  /** Makes another record that differs in some parts. */
  with(changes: Partial<LogRecordParts>): LogRecord {
    return new LogRecord({
      timeMs: this.timeMs,
      level: this.level,
      message: this.message,
      logger: this.logger,
      event: this.event,
      correlation: this.correlation,
      resource: this.resource,
      fieldsText: this.fieldsText,
      ...changes,
    });
  }
}

/** Reads fields back from their text. */
export function parseFields(fieldsText: string): Fields {
  return JSON.parse(`{${fieldsText}}`);
}

/** Receives records. It may throw or reject: that is counted and told once, and the request goes on. */
export type LogFunction = (record: LogRecord) => void | Promise<void>;

/** Receives records and may keep them for a while. */
export interface LogTarget {
  /** @param background what holds asynchronous work on Workers; undefined elsewhere */
  readonly write: (record: LogRecord, background: Background | undefined) => void | Promise<void>;
  /** Resolves when everything written so far has been delivered or given up. */
  flush?(): Promise<void>;
  /** Flushes and lets go of files and timers. */
  close?(): Promise<void>;
  /** What became of the records so far. */
  counts?(): SinkCounts;
}

/** What became of the records that a sink was given. */
export interface SinkCounts {
  readonly delivered: number;
  readonly queued: number;
  /** By reason, such as `queue_full`. */
  readonly dropped: Readonly<Record<string, number>>;
}

export type LogSink = LogFunction | LogTarget;

/** A function as a target. */
export function toTarget(sink: LogSink): LogTarget {
  return typeof sink === "function" ? { write: sink } : sink;
}
