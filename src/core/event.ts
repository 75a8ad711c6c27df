import type { CallRecord } from "./call-record.ts";
import type { Correlation } from "./correlation.ts";
import type { Fields } from "./fields.ts";
import type { Observation } from "./observation.ts";

/** The record of one handled HTTP request: logs, metrics and errors are readings of it. */
export interface RequestEvent extends Observation {
  readonly kind: "http.request";
  /** One object an invocation: it also tells its records from others. */
  readonly correlation: Correlation;
  /** Wall-clock time of the answer, in milliseconds since 1970. */
  readonly timeMs: number;
  /** One of the known methods, or `_OTHER` (OpenTelemetry HTTP conventions). */
  readonly method: string;
  /** The method as sent, where it is not a known one. */
  readonly originalMethod: string | undefined;
  readonly path: string;
  /** What the client saw. */
  readonly status: number;
  /** Facts for the log line only, such as sizes and the user agent; not redacted yet. */
  readonly details: Fields | undefined;
  /** What `log.set` has added; redacted. */
  readonly added: Fields | undefined;
  readonly failure: Failure | undefined;
  /** Calls of other services; absent where there were none, or none are known. */
  readonly calls?: readonly CallRecord[] | undefined;
  /** Calls that there was no room for. */
  readonly callsDropped?: number | undefined;
}

/** The record of one invocation that is not an HTTP request: `scheduled`, `queue`, `email`, … */
export interface InvocationEvent {
  readonly kind: "invocation";
  readonly correlation: Correlation;
  /** `scheduled`, `queue`, …, or the name given to `log.fork`. */
  readonly handler: string;
  /** What `log.set` has added; redacted. */
  readonly added: Fields | undefined;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly failure: Failure | undefined;
  /** Calls of other services; absent where there were none, or none are known. */
  readonly calls?: readonly CallRecord[] | undefined;
  /** Calls that there was no room for. */
  readonly callsDropped?: number | undefined;
}

/** Boxes what a handler threw, because `undefined` can be thrown as well. */
export interface Failure {
  readonly thrown: unknown;
  /** What error tracking knows it by; undefined until it has been captured. */
  readonly mark?: FailureMark | undefined;
}

/** What error tracking knows a failure by. */
export interface FailureMark {
  readonly code: string;
  /** 16 hexadecimal digits; undefined where nobody need be told of it, as with a client that has gone. */
  readonly group: string | undefined;
  /** 32 hexadecimal digits; undefined together with `group`. */
  readonly errorId: string | undefined;
}

export type EdgewatchEvent = RequestEvent | InvocationEvent;
