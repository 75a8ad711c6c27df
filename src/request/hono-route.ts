/** The part of Hono's request that tells which routes matched. */
export interface HonoRequest {
  raw: Request;
  readonly routeIndex: number;
  readonly matchedRoutes: readonly {
    readonly handler: { readonly length: number };
    readonly method: string;
    readonly path: string;
  }[];
}

/** Where Hono keeps the handler of a mounted app that has an error handler of its own (hono 4). */
const composedHandler = "__COMPOSED_HANDLER";

/**
 * Finds the pattern that a request was meant for; null where nothing but middleware matched.
 *
 * Hono's own `routePath` names the middleware that answered, so a request that a guard turned away would be
 * labelled with the guard's `/admin/*`. Middleware is what takes `next` and listens to all methods.
 */
export function honoRoute(request: HonoRequest, status: number): string | null {
  const routes = request.matchedRoutes;
  for (let i = routes.length - 1; i >= 0; i--) {
    const route = routes[i];
    if (route === undefined) continue;
    if (route.method !== "ALL" || target(route.handler).length < 2) return route.path;
  }
  // Middleware that answers by itself, such as static files or a mounted application.
  return status === 404 ? null : (routes[request.routeIndex]?.path ?? null);
}

function target(handler: { readonly length: number }): { readonly length: number } {
  const inner: unknown = Reflect.get(handler, composedHandler);
  return typeof inner === "function" ? target(inner) : handler;
}
