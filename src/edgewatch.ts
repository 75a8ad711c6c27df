import { systemClock } from "./core/clock.ts";
import { describeError } from "./core/describe-error.ts";
import { detectRuntime } from "./core/runtime.ts";
import { failureResponse } from "./errors/failure-response.ts";
import { stdout } from "./log/stdout.ts";
import { createInstance, type Instance } from "./instance.ts";
import type { Logger } from "./core/logger.ts";
import { silentLogger } from "./log/logger.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";
import {
  honoMiddleware,
  unansweredIn,
  type HonoContext,
  type HonoNext,
} from "./request/hono-middleware.ts";
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
  /** Calls another service and passes the running request's ids on, to the hosts that `propagateTo` names. */
  readonly fetch: typeof fetch;
  /** Writes what this isolate holds to the store; rejects when the store does not take it. */
  readonly flush: () => Promise<void>;
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
  const platform: Platform = {
    runtime: changes.runtime ?? detectRuntime(),
    clock: changes.clock ?? systemClock,
    fetch: changes.fetch ?? ((input, init) => fetch(input, init)),
    write: changes.write ?? ((line) => stdout.write(line)),
  };
  const instanceFor = createInstances(options, platform);
  const hasExecutionContext = platform.runtime.name === "workerd";
  function middleware(c: HonoContext, next: HonoNext): Promise<Response | void> {
    const instance = instanceFor(c.env);
    if (instance === undefined) return next();
    return honoMiddleware(instance, hasExecutionContext, c, next);
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
    fetch: (input, init) => (instanceFor()?.fetch ?? platform.fetch)(input, init),
    flush: async () => instanceFor()?.flush(),
    close: async () => instanceFor()?.close(),
  };
}

/** Finds the instance; without `env` only one that needs none, or that a request has made. */
export type InstanceFor = (env?: unknown) => Instance | undefined;

function createInstances<Env>(
  options: EdgewatchOptions | ((env: Env) => EdgewatchOptions),
  platform: Platform,
): InstanceFor {
  if (typeof options !== "function") {
    const instance = createInstance(options, platform);
    return () => instance;
  }
  let instance: Instance | undefined;
  let isBroken = false;
  return (env) => {
    if (instance !== undefined || isBroken) return instance;
    const isWorkerd = platform.runtime.name === "workerd";
    if (isWorkerd && env === undefined) return undefined;
    try {
      instance = createInstance(options((isWorkerd ? env : platform.runtime.env) as Env), platform);
    } catch (error) {
      // The handler comes first: it runs unobserved, and this line says why.
      isBroken = true;
      tellBroken(platform, error);
    }
    return instance;
  };
}

function tellBroken(platform: Platform, error: unknown): void {
  const { type, message } = describeError(error);
  try {
    platform.write(
      JSON.stringify({ level: "error", message, logger: "edgewatch", "exception.type": type }),
    );
  } catch {
    // There is nowhere left to tell it.
  }
}
