import { env } from "cloudflare:workers";
import { consoleSink, httpSink } from "edgewatch";
import { dashboard } from "edgewatch/dashboard";
import {
  durableObjectStore,
  edgewatch,
  EdgewatchObject,
  type EdgewatchNamespace,
} from "edgewatch/workers";
import { createOrders } from "./app.ts";
import { stockCheck } from "./stock.ts";

interface Env {
  readonly EDGEWATCH: EdgewatchNamespace;
  readonly EDGEWATCH_TOKEN: string;
  readonly WAREHOUSE_URL: string;
  /** Where to send log lines as well; empty for nowhere. */
  readonly LOG_URL: string;
}

const { WAREHOUSE_URL } = env as Env;

const watch = edgewatch((bindings: Env) => ({
  service: "orders",
  token: bindings.EDGEWATCH_TOKEN,
  store: durableObjectStore(bindings.EDGEWATCH),
  windowMs: 1_000,
  checks: [stockCheck],
  dashboard: dashboard(),
  sinks: [consoleSink(), ...(bindings.LOG_URL === "" ? [] : [httpSink({ url: bindings.LOG_URL })])],
}));

export default watch.handler(createOrders(watch, { upstream: WAREHOUSE_URL }));
export { EdgewatchObject };
