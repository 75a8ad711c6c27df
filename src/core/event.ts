import type { Correlation } from "./correlation.ts";

/** The record of one handled HTTP request: logs, metrics and errors are readings of it. */
export interface RequestEvent extends Correlation {
  readonly kind: "http.request";
  /** Wall-clock time of the answer, in milliseconds since 1970. */
  readonly timeMs: number;
  readonly durationMs: number;
  /** One of the known methods, or `_OTHER` (OpenTelemetry HTTP conventions). */
  readonly method: string;
  /** The method as sent, where it is not a known one. */
  readonly originalMethod: string | undefined;
  readonly path: string;
  /** The low-cardinality pattern, such as `/orders/:id`; undefined where nothing matched. */
  readonly route: string | undefined;
  /** What the client saw. */
  readonly status: number;
  readonly failure: Failure | undefined;
}

/** The record of one invocation that is not an HTTP request: `scheduled`, `queue`, `email`, … */
export interface InvocationEvent extends Correlation {
  readonly kind: "invocation";
  readonly handler: string;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly failure: Failure | undefined;
}

/** Boxes what a handler threw, because `undefined` can be thrown as well. */
export interface Failure {
  readonly thrown: unknown;
}

export type EdgewatchEvent = RequestEvent | InvocationEvent;
