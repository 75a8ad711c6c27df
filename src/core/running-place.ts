/** Where something failed, as far as the running invocation knows. */
export interface RunningPlace {
  /** `http.request`, `scheduled`, `queue`, …, or `runtime` for what no invocation saw. */
  readonly handler: string;
  readonly method: string | undefined;
  /** The template, such as `/orders/:id`. */
  readonly route: string | undefined;
  /** Redacted once it is captured. */
  readonly path: string | undefined;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly consumer: string | undefined;
}
