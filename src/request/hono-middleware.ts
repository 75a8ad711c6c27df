import { toBackground, type Background } from "../core/background.ts";
import { honoRoute, type HonoRequest } from "./hono-route.ts";
import type { Observer } from "./observer.ts";
import type { Scope } from "./scope.ts";
import type { Visit } from "./visit.ts";
import { urlPath } from "./url-path.ts";

/** The part of Hono's context that the middleware uses, so that nothing here imports Hono. */
export interface HonoContext {
  readonly req: HonoRequest;
  readonly env: unknown;
  readonly error: Error | undefined;
  readonly finalized: boolean;
  readonly executionCtx: unknown;
  res: Response;
  newResponse(body: null): Response;
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const statusOfThrow = 500;
const unansweredKey = "edgewatch.unanswered";

export type HonoNext = () => Promise<void>;

export interface HonoMiddlewareOptions {
  readonly observer: Observer;
  /** Makes `c.var.log`. */
  readonly logFor: (request: Request) => unknown;
  /** Answers Edgewatch's own routes. */
  readonly answer: (
    request: Request,
    path: string,
    env: unknown,
    background: Background | undefined,
  ) => Promise<Response> | undefined;
}

/**
 * Observes requests from inside a Hono app, or, where `handler` already does so from outside, tells it the route and
 * the error that Hono has caught.
 */
export function honoMiddleware(
  { observer, logFor, answer }: HonoMiddlewareOptions,
  /** Workers pass an execution context; elsewhere asking Hono for it throws. */
  hasExecutionContext: boolean,
  c: HonoContext,
  next: HonoNext,
): Promise<Response | void> {
  const request = c.req.raw;
  c.set("log", logFor(request));
  const outer = observer.current(request);
  // A request that the app makes to itself is a part of the one that came in.
  if (outer !== undefined) {
    return outer.request === request ? told(outer, c, next) : inside(observer, outer, c, next);
  }
  const path = urlPath(request.url);
  const held = hasExecutionContext ? background(c) : undefined;
  const own = answer(request, path, c.env, held);
  if (own !== undefined) return own;
  const visit = observer.begin(request, path, held);
  if (visit === undefined) return next();
  if (visit.appRequest !== request) c.req.raw = visit.appRequest;
  return observer.run(visit.scope, () => observed(observer, visit, c, next));
}

async function told(outer: Scope, c: HonoContext, next: HonoNext): Promise<void> {
  outer.router = c.req;
  try {
    await next();
  } catch (thrown) {
    outer.route = routeOf(c, statusOfThrow);
    throw thrown;
  }
  outer.route = routeOf(c, c.res.status);
  if (c.error !== undefined) outer.failure = { thrown: c.error };
}

/** An error answered inside belongs to whichever request its response answers, as with a mounted app. */
async function inside(
  observer: Observer,
  outer: Scope,
  c: HonoContext,
  next: HonoNext,
): Promise<void> {
  await next();
  if (c.error !== undefined && c.finalized) observer.noteFailure(outer, c.res, c.error);
}

async function observed(
  observer: Observer,
  visit: Visit,
  c: HonoContext,
  next: HonoNext,
): Promise<Response | void> {
  visit.scope.router = c.req;
  try {
    await next();
  } catch (thrown) {
    // Hono catches Errors only; anything else comes through here.
    visit.scope.route = routeOf(c, statusOfThrow);
    const answer = observer.threw(visit, thrown);
    if (answer === undefined) throw thrown;
    return answer;
  }
  if (c.error !== undefined) visit.scope.failure = { thrown: c.error };
  // Nobody has answered: Hono makes an error of that once the middleware is through.
  if (!c.finalized) {
    visit.scope.route = routeOf(c, statusOfThrow);
    const missing = new Error("the handler has returned no response");
    c.set(unansweredKey, missing);
    observer.threw(visit, missing);
    return;
  }
  visit.scope.route = routeOf(c, c.res.status);
  const response = observer.answered(visit, c.res);
  if (response !== c.res) c.res = response;
}

/** What was captured because nobody had answered: what Hono makes of that later is the same failure. */
export function unansweredIn(c: HonoContext): unknown {
  return c.get(unansweredKey);
}

/** A Hono that keeps its routes elsewhere costs the label, not the request. */
function routeOf(c: HonoContext, status: number): string | null | undefined {
  try {
    return honoRoute(c.req, status);
  } catch {
    return undefined;
  }
}

function background(c: HonoContext): ReturnType<typeof toBackground> {
  try {
    return toBackground(c.executionCtx);
  } catch {
    return undefined;
  }
}
