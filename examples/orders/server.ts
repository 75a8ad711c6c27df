import process from "node:process";
import { dashboard } from "edgewatch/dashboard";
import { edgewatch, serve, sqliteStore } from "edgewatch/server";
import { createOrders } from "./app.ts";
import { stockCheck } from "./stock.ts";

const port = Number(process.env.PORT || 8787);

const watch = edgewatch({
  service: "orders",
  store: sqliteStore(process.env.EDGEWATCH_SQLITE ?? ".edgewatch/orders.sqlite"),
  windowMs: 1_000,
  checks: [stockCheck],
  dashboard: dashboard(),
});

const orders = createOrders(watch, {
  upstream: process.env.WAREHOUSE_URL ?? `http://127.0.0.1:${port}`,
});

await serve(watch, watch.handler(orders), { port, hostname: "127.0.0.1" });
