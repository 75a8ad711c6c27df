import type { Clock } from "../core/clock.ts";
import type { Correlation } from "../core/correlation.ts";
import type { Fields, LogSink } from "./log-record.ts";
import { severityNumber, type Level } from "./level.ts";

/** Writes log records with the ids of the invocation it belongs to; never throws. */
export interface Logger {
  trace(message: string, fields?: Fields): void;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  fatal(message: string, fields?: Fields): void;
}

export interface LoggerOptions {
  readonly name: string;
  readonly level: Level;
  readonly sink: LogSink;
  readonly clock: Clock;
  /** Asked at each record, so that one logger serves every invocation. */
  readonly correlation: () => Correlation | undefined;
}

export function createLogger(options: LoggerOptions): Logger {
  const { name, sink, clock, correlation } = options;
  const threshold = severityNumber[options.level];

  function writer(level: Level): Logger["info"] {
    if (severityNumber[level] < threshold) return ignore;
    return (message, fields) => {
      sink({
        timeMs: clock.now(),
        level,
        message: typeof message === "string" ? message : "[message is no string]",
        logger: name,
        event: undefined,
        correlation: correlation(),
        fields,
      });
    };
  }

  return {
    trace: writer("trace"),
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
    fatal: writer("fatal"),
  };
}

function ignore(): void {}

/** What a logger is before the first request has said where its records go. */
export const silentLogger: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
};
