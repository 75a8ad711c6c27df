import type { Fields } from "./fields.ts";
import type { Level } from "./level.ts";

/** Fields, an error, or a function that makes fields only when the record is written. */
export type LogDetails = Fields | Error | (() => Fields);

/** Writes log records with the ids of the running invocation; never throws. */
export interface Logger {
  readonly trace: (message: string, details?: LogDetails) => void;
  readonly debug: (message: string, details?: LogDetails) => void;
  readonly info: (message: string, details?: LogDetails) => void;
  readonly warn: (message: string, details?: LogDetails) => void;
  readonly error: (message: string, details?: LogDetails) => void;
  readonly fatal: (message: string, details?: LogDetails) => void;
  /** Tells whether a record of this level would be written. */
  readonly isEnabled: (level: Level) => boolean;
  /** Makes a logger whose records carry further fields; a name is added to this one's, as in `app.db`. */
  readonly child: (bindings: Fields, name?: string) => Logger;
  /** Adds fields to the one line of the running invocation; outside of one, or after it, they make a line of their own. */
  readonly set: (fields: Fields) => void;
  /**
   * Runs work that may outlive the response, under a span and a line of its own.
   *
   * On Workers it is held by `waitUntil`. What the work throws is logged, and thrown on.
   */
  readonly fork: <T>(name: string, work: () => T) => Promise<Awaited<T>>;
}
