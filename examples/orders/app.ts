import { Hono } from "hono";
import type { Edgewatch } from "edgewatch";
import { createAdmin } from "./admin.ts";
import { formatNdjson, OrderBook, parseNewOrder } from "./orders.ts";
import { findStock } from "./stock.ts";

export interface OrdersOptions {
  /**
   * Base URL of the warehouse service. The example plays that service itself, under `/warehouse`.
   *
   * It is configured and never taken from a request: a `Host` header must not decide whom we call.
   */
  readonly upstream: string;
}

/** The orders API: one Hono app that Workers, Deno, Bun and Node serve unchanged. */
export function createOrders(watch: Edgewatch, { upstream }: OrdersOptions) {
  const book = new OrderBook();
  let reservations = 0;

  const app = new Hono().use(watch.hono());

  app.get("/orders", (c) => c.json({ orders: book.latest() }));

  app.get("/orders/:id", (c) => {
    const order = book.find(c.req.param("id"));
    return order === undefined ? c.json({ error: "No such order" }, 404) : c.json(order);
  });

  app.post("/orders", async (c) => {
    const order = parseNewOrder(await c.req.json().catch(() => undefined));
    if (typeof order === "string") return c.json({ error: order }, 400);
    const placed = book.place(order);
    c.var.log.info("order placed", { "order.id": placed.id, "order.quantity": placed.quantity });
    return c.json(placed, 201, { location: `/orders/${placed.id}` });
  });

  /** A report that takes its time. */
  app.get("/slow", async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    return c.json({ report: "done" });
  });

  /** Fails now and then: every fifth call throws. */
  app.get("/flaky", (c) => {
    reservations += 1;
    if (reservations % 5 === 0) throw new Error("Cannot reserve stock: the shelf is locked");
    return c.json({ reserved: true });
  });

  /** A body that is produced while it is read. */
  app.get("/stream", (c) =>
    c.body(formatNdjson(book.latest()), 200, { "content-type": "application/x-ndjson" }),
  );

  app.get("/redirect", (c) => Response.redirect(new URL("/orders", c.req.url).href, 302));

  /** Asks another service. */
  app.get("/inventory/:sku", async (c) => {
    const sku = c.req.param("sku");
    const reply = await watch.fetch(new URL(`/warehouse/${encodeURIComponent(sku)}`, upstream), {
      signal: AbortSignal.timeout(10_000),
    });
    if (reply.status === 404) return c.json({ error: "No such article" }, 404);
    if (!reply.ok) throw new Error(`Cannot read the stock: the warehouse answered ${reply.status}`);
    const { pieces }: { pieces: number } = await reply.json();
    if (pieces === 0) c.var.log.warn("out of stock", { "order.sku": sku });
    return c.json({ sku, available: pieces > 0 });
  });

  app.get("/warehouse/:sku", (c) => {
    const pieces = findStock(c.req.param("sku"));
    return pieces === undefined ? c.json({ error: "No such article" }, 404) : c.json({ pieces });
  });

  app.route("/admin", createAdmin(book));

  app.notFound((c) => c.json({ error: "No such page" }, 404));

  // Edgewatch has the error, its stack and the request's id by now: the client gets no details.
  app.onError((_error, c) => c.json({ error: "Something went wrong" }, 500));

  return app;
}
