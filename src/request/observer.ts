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
import type { FailureHooks } from "./failure-hooks.ts";
import { toRequestEvent, type RequestEventOptions } from "./request-event.ts";
import { isResponse, withHeader } from "./response-headers.ts";
import { runInvocation } from "./run-invocation.ts";
import { Scope } from "./scope.ts";
import { StreamWatch } from "./stream-watch.ts";
import type { Visit } from "./visit.ts";
import { watchWaitUntil } from "./wait-until-watch.ts";

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
  /** Told of whatever fails. */
  readonly failures: FailureHooks;
}

const requestIdHeader = "X-Request-ID";
/** Less than the time that Workers leave after a response. */
const maxBodyWaitMs = 20_000;
const statusOfUpgrade = 101;
const statusOfThrow = 500;

/** Runs handlers inside a scope and makes one event of each invocation. */
export class Observer {
  readonly #options: ObserverOptions;
  /** Finds the scope by its request where the platform has no AsyncLocalStorage. */
  readonly #scopes = new WeakMap<Request, Scope>();

  /** What led to a response that an inner app has made. */
  readonly #failures = new WeakMap<Response, Failure>();

  readonly #waits: BodyWaits;
  readonly #streams = new StreamWatch();

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
      scope.incoming = request;
      scope.request = appRequest;
      if (context === undefined) this.#scopes.set(appRequest, scope);
      if (background !== undefined) this.#watchWaitUntil(background, scope);
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

  /** Captures what an inner app has answered for, and remembers why its response is what it is. */
  noteFailure(scope: Scope, response: Response, thrown: unknown): void {
    this.#failures.set(response, this.#captured(thrown, scope, "onError", response.status));
  }

  /** Ends a request that was answered; returns what to send. */
  answered<T>(visit: Visit, response: T): T | Response {
    const { scope } = visit;
    // Bun's handlers return nothing once they have upgraded a request to a WebSocket.
    if (!isResponse(response)) {
      const status = response === undefined ? statusOfUpgrade : statusOfThrow;
      const { failure } = scope;
      const captured = failure && this.#captured(failure.thrown, scope, "onError", status);
      this.#emitRequest(visit, status, captured);
      return response;
    }
    const sent = this.#told(visit, response);
    return withHeader(sent, requestIdHeader, scope.requestId);
  }

  /** Tells of a response; returns what to send, which is a copy where its body is watched. */
  #told(visit: Visit, response: Response): Response {
    try {
      const { scope } = visit;
      const { status } = response;
      const found = scope.failure ?? this.#failures.get(response);
      const failure = found && this.#captured(found.thrown, scope, "onError", status);
      const event = toRequestEvent(visit, { status, response, failure }, this.#options);
      const sides = { request: visit.request, response, bytesOut: event.bytesOut };
      const watched = watchResponseBody(sides, this.#options, this.#streams);
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
    { background, requestBody, scope }: Visit,
    event: RequestEvent,
    body: CapturedBody,
  ): Promise<void> {
    const outcome = await this.#waits.end(body, background);
    const ended = withBodies(event, requestBody, body, outcome);
    let { failure } = ended;
    if (failure !== undefined) failure = this.#captured(failure.thrown, scope, "stream");
    this.#emit({ ...ended, failure }, background);
    // Nothing waits for it, for a body that nobody reads never ends.
    if (outcome === undefined) void this.#tellLate(scope, body);
  }

  /** The line of the request has been written: what fails from now on gets one of its own. */
  async #tellLate(scope: Scope, body: CapturedBody): Promise<void> {
    await body.done;
    if (body.failure === undefined) return;
    const { failures } = this.#options;
    failures.tell("the response broke off", body.failure.thrown, scope, { mechanism: "stream" });
  }

  /** Ends a request whose handler threw; returns the answer, or nothing where the caller is to throw on. */
  threw(visit: Visit, thrown: unknown): Response | undefined {
    const { scope, request } = visit;
    try {
      const { failures } = this.#options;
      const { status, response, mark } = failures.answer(request, thrown, scope, {
        mechanism: "handler",
      });
      this.#emitRequest(visit, status, { thrown, mark });
      return response && withHeader(response, requestIdHeader, scope.requestId);
    } catch (error) {
      this.#options.onInternalError(error);
      return undefined;
    }
  }

  /** Runs a handler that is not for HTTP, such as `scheduled`. */
  invoke<T>(
    handler: string,
    background: Background | undefined,
    work: () => T,
  ): Promise<Awaited<T>> {
    const { ids, log } = this.#options;
    const scope = new Scope(ids, log(), { background, handler });
    if (background !== undefined) this.#watchWaitUntil(background, scope);
    return this.#invoke(scope, work);
  }

  /** Runs work that outlives the response, under a span and a line of its own. */
  fork<T>(handler: string, work: () => T): Promise<Awaited<T>> {
    const parent = this.current();
    const { ids, log } = this.#options;
    const scope = new Scope(ids, log(), parent === undefined ? { handler } : { parent, handler });
    const result = this.#invoke(scope, work);
    scope.background?.waitUntil(result.catch(() => {}));
    return result;
  }

  #invoke<T>(scope: Scope, work: () => T): Promise<Awaited<T>> {
    return runInvocation(scope, () => this.run(scope, work), {
      clock: this.#options.clock,
      capture: (thrown) => this.#captured(thrown, scope, "handler"),
      emit: (event) => this.#emit(event, scope.background),
    });
  }

  #watchWaitUntil(background: Background, scope: Scope): void {
    watchWaitUntil(background, (thrown) => {
      const { failures } = this.#options;
      const running = this.current() ?? scope;
      failures.tell("work in waitUntil failed", thrown, running, { mechanism: "waitUntil" });
    });
  }

  #captured(thrown: unknown, scope: Scope, mechanism: string, status?: number): Failure {
    return { thrown, mark: this.#options.failures.capture(thrown, scope, { mechanism, status }) };
  }

  /** The handler has made no response, whoever answers in its place. */
  #emitRequest(visit: Visit, status: number, failure: Failure | undefined): void {
    try {
      const answer = { status, response: undefined, failure };
      const event = toRequestEvent(visit, answer, this.#options);
      this.#emit(event, visit.background);
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
