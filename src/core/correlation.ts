/** What joins a log line, a trace and a response of one invocation. */
export interface Correlation {
  readonly requestId: string;
  /** 32 lowercase hex digits. */
  readonly traceId: string;
  /** 16 lowercase hex digits: the span of this invocation. */
  readonly spanId: string;
  /** The span that this invocation goes on with: a caller's, or that of the invocation which it is a part of. */
  readonly parentSpanId?: string | undefined;
  /** What the caller sent as `tracestate`. */
  readonly traceState?: string | undefined;
  /** Two lowercase hex digits, as in `traceparent`. */
  readonly traceFlags: string;
  /** Cloudflare's id of the request; undefined elsewhere. */
  readonly rayId: string | undefined;
}
