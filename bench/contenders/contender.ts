import { Hono, type MiddlewareHandler } from "hono";
import { bareHono } from "./names.ts";

/** What one request costs is measured over the contender named `over`. */
export interface Contender {
  readonly name: string;
  readonly over: string;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Runs before each turn, outside the timed part. */
  readonly before?: () => void;
  /** Runs after each turn, outside the timed part: work that a real server does between requests. */
  readonly after?: () => Promise<void>;
}

/** A contender that cannot run here, and why. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}

/** Makes the application that every contender serves: one route with a path parameter, answered as JSON. */
export function createApp(...middleware: readonly MiddlewareHandler[]): Hono {
  const app = new Hono();
  for (const each of middleware) app.use(each);
  app.get("/orders/:id", (c) => c.json({ id: c.req.param("id"), total: 129.5, currency: "EUR" }));
  return app;
}

export function withMiddleware(
  name: string,
  ...middleware: readonly MiddlewareHandler[]
): Contender {
  const app = createApp(...middleware);
  return { name, over: bareHono, fetch: (request) => app.fetch(request) };
}
