import type { MiddlewareHandler } from "hono";
import { edgewatch as createEdgewatch } from "./edgewatch.ts";
import type { Logger } from "./core/logger.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";

/**
 * Observes a Hono app from inside: `app.use(edgewatch({ service: "orders" }))`.
 *
 * It answers Edgewatch's own routes as well, so put it before all other middleware. What it cannot see are requests
 * that end before it, and handlers other than `fetch`; `handler` of the main entry sees them too.
 *
 * @throws TypeError or RangeError when an option cannot be used.
 *
 * @example
 * ```ts
 * import { Hono } from "hono";
 * import { edgewatch } from "edgewatch/hono";
 *
 * const app = new Hono().use(edgewatch({ service: "orders" }));
 * app.get("/orders/:id", (c) => {
 *   c.var.log.info("looked up", { "order.id": c.req.param("id") });
 *   return c.json({ id: c.req.param("id") });
 * });
 * const response = await app.request("/orders/42");
 * console.assert(response.headers.has("X-Request-ID"));
 * ```
 */
export function edgewatch<Env = Readonly<Record<string, unknown>>>(
  options: EdgewatchOptions | ((env: Env) => EdgewatchOptions),
  changes: Partial<Platform> = {},
): MiddlewareHandler<{ Variables: { log: Logger } }> {
  return createEdgewatch(options, changes).hono();
}
