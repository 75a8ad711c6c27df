import type { Background } from "../core/background.ts";
import type { EdgewatchEvent, Failure, RequestEvent } from "../core/event.ts";
import type { Logger } from "../core/logger.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { AsyncContext } from "../core/runtime.ts";
import { BodyWaits } from "./body-waits.ts";
import {
  watchRequestBody,
  watchResponseBody,
  withBodies,
  type BodyWatchOptions,
} from "./body-watch.ts";
import type { CapturedBody } from "./body-recorder.ts";
import { toRequestEvent, type RequestEventOptions } from "./request-event.ts";
import { withHeader } from "./response-headers.ts";
import { Scope } from "./scope.ts";
import type { Visit } from "./visit.ts";

export interface ObserverOptions extends RequestEventOptions, BodyWatchOptions {
  readonly ids: RandomIds;
  /** The instance's logger, which also tells its scopes from those of others. */
  readonly log: () => Logger;
  /** Undefined where the platform has no AsyncLocalStorage. */
  readonly context: AsyncContext | undefined;
  /** Called when a request begins. */
  readonly begin: (timeMs: number, visit: Visit) => void;
  /** Called when an invocation has been answered or has thrown. */
  readonly emit: (event: EdgewatchEvent, background: Background | undefined) => void;
}

const requestIdHeader = "X-Request-ID";
/** Less than the time that Workers leave after a response. */
const maxBodyWaitMs = 20_000;
const statusOfUpgrade = 101;
const statusOfThrow = 500;
/** nginx's code for a client that has gone; it is counted, and is no failure of the service. */
const statusOfAbort = 499;

/** Runs handlers inside a scope and makes one event of each invocation. */
export class Observer {
  readonly #options: ObserverOptions;
  /** Finds the scope by its request where the platform has no AsyncLocalStorage. */
  readonly #scopes = new WeakMap<Request, Scope>();

  /** What led to a response that an inner app has made. */
  readonly #failures = new WeakMap<object, Failure>();

  readonly #waits: BodyWaits;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#waits = new BodyWaits(options.clock, maxBodyWaitMs);
  }

  /** The scope of the running invocation. */
  current(request?: Request): Scope | undefined {
    const { context } = this.#options;
    if (context !== undefined) {
      const scope = context.getStore();
      // Another instance's invocation may be the one that runs.
      return scope instanceof Scope && scope.log === this.#options.log() ? scope : undefined;
    }
    return request === undefined ? undefined : this.#scopes.get(request);
  }

  /** Begins a request; undefined when that fails, and the handler then runs unobserved. */
  begin(request: Request, path: string, background: Background | undefined): Visit | undefined {
    const { ids, clock, context, begin, log } = this.#options;
    try {
      const scope = new Scope(ids, log(), { headers: request.headers, background });
      const watched = watchRequestBody(request, this.#options);
      const appRequest = watched?.request ?? request;
      scope.request = appRequest;
      if (context === undefined) this.#scopes.set(appRequest, scope);
      const visit: Visit = {
        request,
        appRequest,
        requestBody: watched?.captured,
        path,
        background,
        scope,
        startMs: clock.monotonicMs(),
      };
      begin(clock.now(), visit);
      return visit;
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

  /** Remembers why a response is what it is. */
  noteFailure(response: Response, failure: Failure): void {
    this.#failures.set(response, failure);
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
    const sent = this.#told(visit, response);
    return withHeader(sent, requestIdHeader, scope.requestId);
  }

  /** Tells of a response; returns what to send, which is a copy where its body is captured. */
  #told(visit: Visit, response: Response): Response {
    try {
      const failure = visit.scope.failure ?? this.#failures.get(response);
      const answer = { status: response.status, response, failure };
      const event = toRequestEvent(visit, answer, this.#options);
      const watched = watchResponseBody(visit.request, response, event.bytesOut, this.#options);
      if (watched === undefined) this.#emit(event, visit.background);
      else {
        const ended = this.#emitAtEnd(visit, event, watched.captured);
        visit.background?.waitUntil(ended);
      }
      return watched?.response ?? response;
    } catch (error) {
      this.#options.onInternalError(error);
      return response;
    }
  }

  async #emitAtEnd(
    { background, requestBody }: Visit,
    event: RequestEvent,
    body: CapturedBody,
  ): Promise<void> {
    const outcome = await this.#waits.end(body, background);
    this.#emit(withBodies(event, requestBody, body, outcome), background);
  }

  /** Ends a request whose handler threw; the caller throws on. */
  threw(visit: Visit, thrown: unknown): void {
    const isAborted = isAbort(thrown) && isGone(visit.request);
    this.#emitRequest(visit, isAborted ? statusOfAbort : statusOfThrow, { thrown });
  }

  /** Runs a handler that is not for HTTP, such as `scheduled`. */
  invoke<T>(
    handler: string,
    background: Background | undefined,
    work: () => T,
  ): Promise<Awaited<T>> {
    return this.#invoke(
      handler,
      new Scope(this.#options.ids, this.#options.log(), { background }),
      work,
    );
  }

  /** Runs work that outlives the response, under a span and a line of its own. */
  fork<T>(name: string, work: () => T): Promise<Awaited<T>> {
    const parent = this.current();
    const scope = new Scope(
      this.#options.ids,
      this.#options.log(),
      parent === undefined ? {} : { parent },
    );
    const result = this.#invoke(name, scope, work);
    scope.background?.waitUntil(result.catch(() => {}));
    return result;
  }

  async #invoke<T>(handler: string, scope: Scope, work: () => T): Promise<Awaited<T>> {
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    let failure: Failure | undefined;
    try {
      return await this.run(scope, work);
    } catch (thrown) {
      failure = { thrown };
      throw thrown;
    } finally {
      const event: EdgewatchEvent = {
        kind: "invocation",
        correlation: scope,
        handler,
        timeMs: clock.now(),
        durationMs: clock.monotonicMs() - startMs,
        added: scope.takeLine(),
        failure,
      };
      this.#emit(event, scope.background);
    }
  }

  #emitRequest(visit: Visit, status: number, failure: Failure | undefined): void {
    try {
      const event = toRequestEvent(visit, { status, response: undefined, failure }, this.#options);
      this.#options.emit(event, visit.background);
    } catch (error) {
      this.#options.onInternalError(error);
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

/** Tells whether the client has gone; what stands in for a request may have no signal. */
function isGone(request: Request): boolean {
  try {
    return request.signal.aborted;
  } catch {
    return false;
  }
}

function isAbort(thrown: unknown): boolean {
  try {
    return thrown instanceof Error && thrown.name === "AbortError";
  } catch {
    return false;
  }
}
