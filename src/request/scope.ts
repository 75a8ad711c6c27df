import { maxCallRecords, type CallRecord } from "../core/call-record.ts";
import type { Correlation } from "../core/correlation.ts";
import type { Background } from "../core/background.ts";
import type { Fields } from "../core/fields.ts";
import type { Failure } from "../core/event.ts";
import { Breadcrumbs, type Breadcrumb } from "../core/breadcrumbs.ts";
import { LineFields } from "../core/line-fields.ts";
import type { Logger } from "../core/logger.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { HonoRequest } from "./hono-route.ts";
import { isRequestId } from "./request-id.ts";
import { parseTraceParent } from "./trace-context.ts";

/** What is known while an invocation runs. */
export class Scope implements Correlation {
  /** The logger of the instance that this invocation belongs to. */
  readonly log: Logger;
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: string;
  readonly rayId: string | undefined;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  /** The request as the application sees it. */
  request: Request | undefined = undefined;
  /** The pattern that a router matched; null where it matched nothing, undefined where no router spoke. */
  route: string | null | undefined = undefined;
  /** Who asks, once somebody had to know. */
  consumer: string | undefined = undefined;
  /** What holds asynchronous work on Workers. */
  readonly background: Background | undefined;
  /** The lowest severity that is logged, where a rule speaks of this request. */
  minSeverity: number | undefined = undefined;
  /** What a framework caught and answered for, so that the event still carries it. */
  failure: Failure | undefined = undefined;

  // Records carry their scope, and whoever prints them all should get no more than the ids.
  readonly #handler: string;
  readonly #root: Scope;
  #incoming: Request | undefined;
  #router: HonoRequest | undefined;
  #line: LineFields | undefined;
  #breadcrumbs: Breadcrumbs | undefined;
  #isLineTaken = false;
  #calls: CallRecord[] | undefined;
  #callsDropped = 0;

  /** @param parent the scope that this one goes on with, under a span of its own */
  constructor(
    ids: RandomIds,
    log: Logger,
    {
      headers,
      background,
      parent: origin,
      handler = "http.request",
    }: {
      headers?: Headers;
      background?: Background | undefined;
      parent?: Scope;
      handler?: string;
    } = {},
  ) {
    const incomingId = headers === undefined ? null : headers.get("x-request-id");
    const header = headers === undefined ? null : headers.get("traceparent");
    const sent =
      header === null ? undefined : parseTraceParent(header, headers?.get("tracestate") ?? null);
    this.log = log;
    this.#handler = handler;
    this.#root = origin === undefined ? this : origin.#root;
    this.requestId = origin?.requestId ?? (isRequestId(incomingId) ? incomingId : ids.next(16));
    this.traceId = origin?.traceId ?? sent?.traceId ?? ids.next(16);
    this.spanId = ids.next(8);
    this.traceFlags = origin?.traceFlags ?? sent?.traceFlags ?? "01";
    // Only Workers get it from Cloudflare, and only they hand over a background.
    const ray = background === undefined ? null : (headers?.get("cf-ray") ?? null);
    this.rayId = origin?.rayId ?? (isRequestId(ray) ? ray : undefined);
    this.parentSpanId = origin?.spanId ?? sent?.parentSpanId;
    this.traceState = origin?.traceState ?? sent?.traceState;
    this.background = background ?? origin?.background;
    this.minSeverity = origin?.minSeverity;
  }

  /** `http.request`, `scheduled`, …, or the name given to `log.fork`. */
  get handler(): string {
    return this.#handler;
  }

  /** The scope of the whole invocation, of which forks are parts. */
  get root(): Scope {
    return this.#root;
  }

  /** The request as it came in. */
  get incoming(): Request | undefined {
    return this.#incoming;
  }

  set incoming(request: Request) {
    this.#incoming = request;
  }

  /** Knows the route already while the request runs. */
  get router(): HonoRequest | undefined {
    return this.#router;
  }

  set router(router: HonoRequest) {
    this.#router = router;
  }

  /** What `log.set` adds to the invocation's line; made at its first use. */
  get line(): LineFields {
    if (this.#line === undefined) {
      this.#line = new LineFields();
      if (this.#isLineTaken) this.#line.take();
    }
    return this.#line;
  }

  /** What `log.set` has said so far under a name. */
  readLine(name: string): unknown {
    return this.#line?.read(name);
  }

  /** Keeps a log record for whoever asks what led to a failure. */
  remember(record: Breadcrumb): void {
    const root = this.#root;
    root.#breadcrumbs ??= new Breadcrumbs();
    root.#breadcrumbs.add(record);
  }

  /** The last log records of the invocation as JSON, oldest first. */
  breadcrumbs(): readonly string[] {
    return this.#root.#breadcrumbs?.lines() ?? [];
  }

  /** The first calls of other services that the invocation's line tells. */
  get calls(): readonly CallRecord[] | undefined {
    return this.#calls;
  }

  /** How many more there were. */
  get callsDropped(): number {
    return this.#callsDropped;
  }

  /** Keeps a call of another service for the invocation's line, if that is still to come. */
  addCall(call: CallRecord): void {
    if (this.#isLineTaken) return;
    this.#calls ??= [];
    if (this.#calls.length < maxCallRecords) this.#calls.push(call);
    else this.#callsDropped++;
  }

  /** Ends the line; returns what was added to it. */
  takeLine(): Fields | undefined {
    this.#isLineTaken = true;
    return this.#line?.take();
  }
}
