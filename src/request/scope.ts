import type { Correlation } from "../core/correlation.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Failure } from "../core/event.ts";
import { isRequestId } from "./request-id.ts";
import { parseTraceParent } from "./trace-context.ts";

/** What is known while an invocation runs. */
export class Scope implements Correlation {
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  /** The pattern that a router matched; null where it matched nothing, undefined where no router spoke. */
  route: string | null | undefined = undefined;
  /** What a framework caught and answered for, so that the event still carries it. */
  failure: Failure | undefined = undefined;

  constructor(ids: RandomIds, headers?: Headers) {
    const incomingId = headers === undefined ? null : headers.get("x-request-id");
    const header = headers === undefined ? null : headers.get("traceparent");
    const parent =
      header === null ? undefined : parseTraceParent(header, headers?.get("tracestate") ?? null);
    this.requestId = isRequestId(incomingId) ? incomingId : ids.next(16);
    this.traceId = parent?.traceId ?? ids.next(16);
    this.spanId = ids.next(8);
    this.traceFlags = parent?.traceFlags ?? "01";
    this.parentSpanId = parent?.parentSpanId;
    this.traceState = parent?.traceState;
  }
}
