import { systemClock } from "./core/clock.ts";
import { plainFetch } from "./core/plain-fetch.ts";
import { detectRuntime } from "./core/runtime.ts";
import { failureResponse } from "./errors/failure-response.ts";
import { stdout } from "./log/stdout.ts";
import { createDependency, type Dependency, type DependencyOptions } from "./dependency.ts";
import { createInstances } from "./create-instances.ts";
import type { Logger } from "./core/logger.ts";
import { silentLogger } from "./log/logger.ts";
import type { InstrumentOptions } from "./metrics/instrument-options.ts";
import type { Counter, Gauge, ValueHistogram } from "./metrics/instrument-makers.ts";
import { createLateInstruments } from "./metrics/late-instruments.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";
import type { Outbound } from "./outbound.ts";
import {
  honoMiddleware,
  unansweredIn,
  type HonoContext,
  type HonoNext,
} from "./request/hono-middleware.ts";
import { toTimedCall, type TimeOptions, type Timed } from "./request/outbound-time.ts";
import { withPreparedHeaders } from "./request/prepared-headers.ts";
import { wrapHandlers, type Handlers, type Wrapped } from "./wrap-handlers.ts";

/** @ts-ignore hono is an optional peer: the type is `any` where it is not installed */
type HonoMiddleware = import("hono").MiddlewareHandler<{ Variables: { log: Logger } }>;
/** @ts-ignore hono is an optional peer: the type is `any` where it is not installed */
type HonoErrorHandler = import("hono").ErrorHandler;

export interface CaptureOptions {
  /** The group that it belongs to, in place of the one that it would have. */
  readonly fingerprint?: string | undefined;
}

/** Wraps handlers, and answers Edgewatch's own routes. */
export interface Edgewatch {
  /**
   * Wraps an application or a Worker's handlers; what it adds to a response is `X-Request-ID`.
   *
   * Its `fetch` also answers `/livez`, `/readyz`, `/health`, `/metrics` and `/_edgewatch/…`.
   */
  readonly handler: <H extends Handlers>(app: H) => Wrapped<H>;
  /** Makes the Hono middleware: `c.var.log`, and Hono's patterns as routes. It also works without `handler`. */
  readonly hono: () => HonoMiddleware;
  /**
   * Answers the errors of a Hono app: `app.onError(watch.onError)`. AppErrors and what can be told apart get their status
   * and code, a response that an HTTPException carries stays, and anything else is a 500 that gives nothing away.
   */
  readonly onError: HonoErrorHandler;
  /** Captures an error that the application has dealt with; returns the id that it can be found by. */
  readonly capture: (thrown: unknown, options?: CaptureOptions) => string | undefined;
  /** Logs with the ids of the running request. */
  readonly log: Logger;
  /**
   * Calls another service, counts that by host and route, and tells of it on the request's line. The running request's ids
   * are passed on to the hosts that `propagateTo` names.
   */
  readonly fetch: typeof fetch;
  /**
   * Measures a call of another service that is no `fetch`, such as `watch.time("qdrant.search", () => client.search(query))`:
   * what stands before the first dot is the dependency. Returns or throws what the function does.
   */
  readonly time: <T>(name: string, work: () => T, options?: TimeOptions<T>) => Timed<T>;
  /** Names another service that is to be called with a timeout, retries or a circuit breaker; make it once. */
  readonly dependency: (name: string, options?: DependencyOptions) => Dependency;
  /**
   * Makes a counter: what adds up, such as jobs done. All metrics are on `/metrics`, and travel with the counts of requests.
   * Names are OpenTelemetry's, labels are those that are declared, and values may come before the first request.
   *
   * @throws TypeError when name, unit or labels cannot be used, or differ from those of a metric of this name.
   *
   * @example
   * ```ts
   * import { edgewatch } from "edgewatch";
   *
   * const watch = edgewatch({ service: "hello", token: "t0ken" });
   * const jobs = watch.counter("jobs.done", { unit: "{job}", labels: ["queue"] });
   * jobs.add(2, { queue: "mail" });
   * const app = watch.handler({ fetch: () => new Response("hi") });
   * const headers = { authorization: "Bearer t0ken" };
   * const metrics = await app.fetch(new Request("http://localhost/metrics", { headers }));
   * console.assert(
   *   (await metrics.text()).includes('jobs_done_total{service_name="hello",queue="mail"} 2'),
   * );
   * await watch.close();
   * ```
   */
  readonly counter: (name: string, options?: InstrumentOptions) => Counter;
  /**
   * Makes a gauge: how much there is of something. `/metrics` tells the mean of the last minute, over all who set it.
   *
   * @throws TypeError when name, unit or labels cannot be used, or differ from those of a metric of this name.
   *
   * @example
   * ```ts
   * import { edgewatch } from "edgewatch";
   *
   * const watch = edgewatch({ service: "hello" });
   * watch.gauge("queue.length", { unit: "{job}" }).set(12);
   * await watch.close();
   * ```
   */
  readonly gauge: (name: string, options?: InstrumentOptions) => Gauge;
  /**
   * Makes a histogram: how values are distributed, each within 1.09 %.
   *
   * @throws TypeError when name, unit or labels cannot be used, or differ from those of a metric of this name.
   *
   * @example
   * ```ts
   * import { edgewatch } from "edgewatch";
   *
   * const watch = edgewatch({ service: "hello" });
   * watch.histogram("upload.size", { unit: "By" }).record(51_234);
   * await watch.close();
   * ```
   */
  readonly histogram: (name: string, options?: InstrumentOptions) => ValueHistogram;
  /** Writes what this isolate holds to the store; rejects when the store does not take it. */
  readonly flush: () => Promise<void>;
  /** Says on `/readyz` from now on that nothing more shall come; everything else goes on. */
  readonly drain: () => void;
  /** Flushes, with retries, and closes the store. */
  readonly close: () => Promise<void>;
}

/**
 * Observes a Fetch-API handler: one log line and one count a request, a request id, trace context, and the routes
 * to ask for them.
 *
 * Nothing in it can change, delay or fail a response. Options may be a function of the environment, which is called
 * at the first request: on Workers with `env`, elsewhere with the process's variables.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 *
 * @example
 * ```ts
 * import { edgewatch } from "edgewatch";
 *
 * const watch = edgewatch({ service: "hello" });
 * const app = watch.handler({ fetch: () => new Response("hi") });
 * const response = await app.fetch(new Request("http://localhost/"));
 * console.assert(response.headers.has("X-Request-ID"));
 * ```
 */
export function edgewatch<Env = Readonly<Record<string, unknown>>>(
  options: EdgewatchOptions | ((env: Env) => EdgewatchOptions),
  changes: Partial<Platform> = {},
): Edgewatch {
  const hostNames = new Map<string, string>();
  const platform: Platform = {
    runtime: changes.runtime ?? detectRuntime(),
    clock: changes.clock ?? systemClock,
    fetch: changes.fetch ?? plainFetch,
    hostNames,
    write: changes.write ?? ((line) => stdout.write(line)),
  };
  const instruments = createLateInstruments(() => void instanceFor());
  const instanceFor = createInstances(options, platform, (made) =>
    instruments.join(made.instruments),
  );
  const hasExecutionContext = platform.runtime.name === "workerd";
  function middleware(c: HonoContext, next: HonoNext): Promise<Response | void> {
    const instance = instanceFor(c.env);
    if (instance === undefined) return next();
    return honoMiddleware(instance, hasExecutionContext, c, next);
  }

  function outbound(): Outbound | undefined {
    return instanceFor()?.outbound;
  }

  function onError(error: Error, c: HonoContext): Response {
    const request = c.req.raw;
    const instance = instanceFor(c.env);
    const scope = instance?.observer.current(request);
    const seen = { mechanism: "onError" };
    const thrown = unansweredIn(c) ?? error;
    const answer = instance?.failures.answer(request, thrown, scope, seen).response;
    return withPreparedHeaders(c, answer ?? failureResponse(request, error));
  }

  return {
    handler: (app) => wrapHandlers(app, instanceFor),
    hono: () => middleware,
    onError,
    capture(thrown, { fingerprint } = {}) {
      const instance = instanceFor();
      const seen = { mechanism: "capture", fingerprint };
      const scope = instance?.observer.current();
      return instance?.failures.tell("an error was captured", thrown, scope, seen).errorId;
    },
    get log() {
      return instanceFor()?.log ?? silentLogger;
    },
    fetch: (input, init) => (outbound()?.fetch ?? platform.fetch)(input, init),
    time<T>(name: string, work: () => T, timing?: TimeOptions<T>): Timed<T> {
      const time = outbound()?.time;
      // Nothing is measured yet: what the work returns is as good.
      return time === undefined ? (work() as Timed<T>) : time(toTimedCall(name), work, timing);
    },
    dependency(name, policies = {}) {
      const { clock, fetch: plain } = platform;
      const dependency = createDependency(name, policies, { clock, fetch: plain, outbound });
      for (const host of policies.hosts ?? []) hostNames.set(host, name);
      return dependency;
    },
    counter: (name, shape) => instruments.counter(name, shape),
    gauge: (name, shape) => instruments.gauge(name, shape),
    histogram: (name, shape) => instruments.histogram(name, shape),
    drain: () => instanceFor()?.drain(),
    flush: async () => instanceFor()?.flush(),
    close: async () => instanceFor()?.close(),
  };
}
