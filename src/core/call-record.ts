/** One call of another service, as the event of the invocation that made it tells. */
export interface CallRecord {
  /** The host, with its port where that is not the usual one, or the name of the dependency. */
  readonly to: string;
  /** Empty for a call that is not HTTP. */
  readonly method: string;
  /** The path with identifiers replaced, or what was done where the call is not HTTP; empty where it is not known. */
  readonly route: string;
  readonly status?: number | undefined;
  /** Why there was no answer, as a class such as `timeout`. */
  readonly error?: string | undefined;
  /** Wall-clock time in milliseconds since 1970. */
  readonly startMs: number;
  /** Until the headers came. */
  readonly durationMs: number;
  /** The span that was passed on, where one was. */
  readonly spanId?: string | undefined;
}

/** Calls that an invocation's event tells. */
export const maxCallRecords = 10;
