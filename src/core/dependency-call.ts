/** One attempt to call another service over HTTP, as it is counted. */
export interface DependencyCall {
  /** The name that it was given; undefined where it has none but its host. */
  readonly name: string | undefined;
  readonly host: string;
  /** Empty where it is the usual one. */
  readonly port: string;
  readonly method: string;
  /** The path with identifiers replaced; empty where it is not known. */
  readonly route: string;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** Why there was no answer, as a class such as `timeout`; `aborted` where the caller gave up. */
  readonly error: string | undefined;
  /** Until the headers came. */
  readonly durationMs: number;
  readonly bytesOut: number | undefined;
  readonly bytesIn: number | undefined;
  /** From 1 on. */
  readonly attempt: number;
}

/** One call of another service that is not HTTP. */
export interface DependencyOperation {
  readonly dependency: string;
  /** Empty where it has no name. */
  readonly operation: string;
  /** Why it failed, as a class such as `timeout`. */
  readonly error: string | undefined;
  readonly durationMs: number;
  /** From 1 on. */
  readonly attempt: number;
}

/** The class of a call that its caller gave up. */
export const aborted = "aborted";
