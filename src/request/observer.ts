import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import type { EdgewatchEvent, Failure } from "../core/event.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { AsyncContext } from "../core/runtime.ts";
import { methodLabel } from "./method.ts";
import { withHeader } from "./response-headers.ts";
import { Scope } from "./scope.ts";

export interface ObserverOptions {
  readonly ids: RandomIds;
  readonly clock: Clock;
  /** Undefined where the platform has no AsyncLocalStorage. */
  readonly context: AsyncContext<Scope> | undefined;
  /** Finds the route of a request that no router has labelled. */
  readonly labelRoute: (request: Request, path: string, status: number) => string | undefined;
  /** Called when a request begins. */
  readonly begin: (timeMs: number) => void;
  /** Called when an invocation has been answered or has thrown. */
  readonly emit: (event: EdgewatchEvent, background: Background | undefined) => void;
  /** Told what goes wrong in the library itself; the handler never is. */
  readonly onInternalError: (error: unknown) => void;
}

/** A request under way. */
export interface Visit {
  readonly request: Request;
  readonly path: string;
  readonly background: Background | undefined;
  readonly scope: Scope;
  readonly startMs: number;
}

const requestIdHeader = "X-Request-ID";
const statusOfUpgrade = 101;
const statusOfThrow = 500;
/** nginx's code for a client that has gone; it is counted, and is no failure of the service. */
const statusOfAbort = 499;

/** Runs handlers inside a scope and makes one event of each invocation. */
export class Observer {
  readonly #options: ObserverOptions;
  /** Finds the scope by its request where the platform has no AsyncLocalStorage. */
  readonly #scopes = new WeakMap<Request, Scope>();

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** The scope of the running invocation. */
  current(request?: Request): Scope | undefined {
    const { context } = this.#options;
    if (context !== undefined) return context.getStore();
    return request === undefined ? undefined : this.#scopes.get(request);
  }

  /** Begins a request; undefined when that fails, and the handler then runs unobserved. */
  begin(request: Request, path: string, background: Background | undefined): Visit | undefined {
    const { ids, clock, context, begin } = this.#options;
    try {
      const scope = new Scope(ids, request.headers);
      if (context === undefined) this.#scopes.set(request, scope);
      begin(clock.now());
      return { request, path, background, scope, startMs: clock.monotonicMs() };
    } catch (error) {
      this.#options.onInternalError(error);
      return undefined;
    }
  }

  /** Runs work inside a scope. */
  run<T>(scope: Scope, work: () => T): T {
    const { context } = this.#options;
    return context === undefined ? work() : context.run(scope, work);
  }

  /** Ends a request that was answered; returns what to send. */
  answered<T>(visit: Visit, response: T): T | Response {
    const { scope } = visit;
    // Bun's handlers return nothing once they have upgraded a request to a WebSocket.
    if (!isResponse(response)) {
      this.#emitRequest(
        visit,
        response === undefined ? statusOfUpgrade : statusOfThrow,
        scope.failure,
      );
      return response;
    }
    this.#emitRequest(visit, response.status, scope.failure);
    return withHeader(response, requestIdHeader, scope.requestId);
  }

  /** Ends a request whose handler threw; the caller throws on. */
  threw(visit: Visit, thrown: unknown): void {
    const isAborted = isAbort(thrown) && visit.request.signal.aborted;
    this.#emitRequest(visit, isAborted ? statusOfAbort : statusOfThrow, { thrown });
  }

  /** Runs a handler that is not for HTTP, such as `scheduled`. */
  async invoke<T>(
    handler: string,
    background: Background | undefined,
    work: () => T,
  ): Promise<Awaited<T>> {
    const { ids, clock } = this.#options;
    const scope = new Scope(ids);
    const startMs = clock.monotonicMs();
    let failure: Failure | undefined;
    try {
      return await this.run(scope, work);
    } catch (thrown) {
      failure = { thrown };
      throw thrown;
    } finally {
      const { requestId, traceId, spanId, traceFlags } = scope;
      this.#emit(
        {
          kind: "invocation",
          handler,
          timeMs: clock.now(),
          durationMs: clock.monotonicMs() - startMs,
          failure,
          requestId,
          traceId,
          spanId,
          traceFlags,
        },
        background,
      );
    }
  }

  #emitRequest(visit: Visit, status: number, failure: Failure | undefined): void {
    const { clock } = this.#options;
    const { request, path, scope } = visit;
    const method = methodLabel(request.method);
    const event: EdgewatchEvent = {
      kind: "http.request",
      timeMs: clock.now(),
      durationMs: clock.monotonicMs() - visit.startMs,
      method,
      originalMethod: method === "_OTHER" ? request.method : undefined,
      path,
      route: this.#route(visit, status),
      status,
      failure,
      requestId: scope.requestId,
      traceId: scope.traceId,
      spanId: scope.spanId,
      traceFlags: scope.traceFlags,
    };
    this.#emit(event, visit.background);
  }

  #route({ request, path, scope }: Visit, status: number): string | undefined {
    if (scope.route !== undefined) return scope.route ?? undefined;
    try {
      return this.#options.labelRoute(request, path, status);
    } catch (error) {
      this.#options.onInternalError(error);
      return undefined;
    }
  }

  #emit(event: EdgewatchEvent, background: Background | undefined): void {
    try {
      this.#options.emit(event, background);
    } catch (error) {
      this.#options.onInternalError(error);
    }
  }
}

function isResponse(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "status" in value && "headers" in value;
}

function isAbort(thrown: unknown): boolean {
  try {
    return thrown instanceof Error && thrown.name === "AbortError";
  } catch {
    return false;
  }
}
