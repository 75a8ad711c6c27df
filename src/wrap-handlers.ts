import { toBackground } from "./core/background.ts";
import type { Instance } from "./instance.ts";
import { urlPath } from "./request/url-path.ts";

/** An application, or the handlers of a Worker: whatever has `fetch`, `scheduled`, `queue`, … */
export interface Handlers {
  fetch?(request: Request, ...rest: never[]): unknown;
}

const invocationNames = ["scheduled", "queue", "email"] as const;
const passedNames = ["tailStream", "trace", "test"] as const;
type HandlerName =
  | "fetch"
  | "tail"
  | (typeof invocationNames)[number]
  | (typeof passedNames)[number];

/** The handlers of `H`; their `fetch` takes a request also where the original declares none. */
export type Wrapped<H> = {
  [Name in keyof H & HandlerName]: Name extends "fetch" ? WrappedFetch<H[Name]> : H[Name];
};

type WrappedFetch<F> = F extends () => infer Result ? (request: Request) => Result : F;

type Handler = (...args: unknown[]) => unknown;

/** Wraps the handlers of an application; whatever else a plain object holds, such as Bun's `port`, is kept. */
export function wrapHandlers<H extends Handlers>(
  app: H,
  instanceFor: (env?: unknown) => Instance | undefined,
): Wrapped<H> {
  const wrapped: Record<string, unknown> = Object.fromEntries(
    isPlainObject(app) ? Object.entries(app) : [],
  );
  const fetch = handlerOf(app, "fetch");
  if (fetch !== undefined) wrapped["fetch"] = wrapFetch(fetch, instanceFor);
  for (const name of invocationNames) {
    const handler = handlerOf(app, name);
    if (handler !== undefined) wrapped[name] = wrapInvocation(name, handler, instanceFor);
  }
  const tail = handlerOf(app, "tail");
  if (tail !== undefined) {
    wrapped["tail"] = (items: unknown, env: unknown, context: unknown) => {
      instanceFor(env)?.tail(items, context);
      return tail(items, env, context);
    };
  }
  for (const name of passedNames) {
    const handler = handlerOf(app, name);
    if (handler !== undefined) wrapped[name] = handler;
  }
  return wrapped as Wrapped<H>;
}

function handlerOf(app: object, name: HandlerName): Handler | undefined {
  const handler: unknown = Reflect.get(app, name);
  return typeof handler === "function" ? handler.bind(app) : undefined;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function wrapFetch(fetch: Handler, instanceFor: (env?: unknown) => Instance | undefined): Handler {
  return (request, env, context) => {
    const instance = instanceFor(env);
    const url = instance === undefined ? undefined : urlOf(request);
    if (instance === undefined || url === undefined) return fetch(request, env, context);
    const path = urlPath(url);
    const background = toBackground(context);
    const own = instance.answer(request as Request, path, env, background);
    if (own !== undefined) return own;
    const { observer } = instance;
    const visit = observer.begin(request as Request, path, background);
    if (visit === undefined) return fetch(request, env, context);
    let result: unknown;
    try {
      result = observer.run(visit.scope, () => fetch(visit.appRequest, env, context));
    } catch (thrown) {
      const answer = observer.threw(visit, thrown);
      if (answer === undefined) throw thrown;
      return answer;
    }
    if (!isThenable(result)) return observer.answered(visit, result);
    return result.then(
      (response) => observer.answered(visit, response),
      (thrown: unknown) => {
        const answer = observer.threw(visit, thrown);
        if (answer === undefined) throw thrown;
        return answer;
      },
    );
  };
}

function wrapInvocation(
  name: string,
  handler: Handler,
  instanceFor: (env?: unknown) => Instance | undefined,
): Handler {
  return (event, env, context) => {
    const instance = instanceFor(env);
    if (instance === undefined) return handler(event, env, context);
    return instance.invoke(name, event, context, () => handler(event, env, context));
  };
}

/** Reads the URL once, for some runtimes make it anew each time; undefined for what is no request. */
function urlOf(request: unknown): string | undefined {
  if (typeof request !== "object" || request === null || !("url" in request)) return undefined;
  const { url } = request;
  return typeof url === "string" ? url : undefined;
}

function isThenable(value: unknown): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
