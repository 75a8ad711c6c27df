import type { Correlation } from "../core/correlation.ts";
import type { Level } from "./level.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One log entry before it is formatted. */
export interface LogRecord {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly level: Level;
  readonly message: string;
  /** Name of the logger, such as `http` or `app`. */
  readonly logger: string;
  /** Name of the event, such as `http.request`; undefined for plain messages. */
  readonly event: string | undefined;
  readonly correlation: Correlation | undefined;
  readonly fields: Fields | undefined;
}

/** Receives log records. It may throw: the record is then counted as dropped, and the request goes on. */
export type LogSink = (record: LogRecord) => void;
