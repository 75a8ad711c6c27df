import { Hono, type Context, type Next } from "hono";
import type { OrderBook } from "./orders.ts";

/** Keys of the staff. They are for play: a real service looks them up, and keeps them out of its sources. */
const staffKeys = new Set(["key-ada"]);

/** A sub-app of its own behind a guard; Edgewatch labels its routes with the whole pattern, mount included. */
export function createAdmin(book: OrderBook): Hono {
  const admin = new Hono().use(staffOnly);

  admin.get("/report", (c) => c.json({ newest: book.latest().at(0)?.id }));

  return admin;
}

async function staffOnly(c: Context, next: Next): Promise<Response | void> {
  if (!staffKeys.has(c.req.header("x-api-key") ?? "")) return c.json({ error: "Staff only" }, 403);
  await next();
}
