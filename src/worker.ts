import { dashboard } from "./dashboard.ts";
import {
  durableObjectStore,
  edgewatch,
  EdgewatchObject,
  type EdgewatchNamespace,
} from "./workers.ts";

/** What `wrangler.toml` binds. */
interface Env {
  readonly EDGEWATCH: EdgewatchNamespace;
  readonly EDGEWATCH_TOKEN?: string;
  readonly EDGEWATCH_INGEST_SECRET?: string;
}

const watch = edgewatch((env: Env) => ({
  service: "edgewatch",
  token: env.EDGEWATCH_TOKEN,
  ingestSecret: env.EDGEWATCH_INGEST_SECRET,
  store: durableObjectStore(env.EDGEWATCH),
  dashboard: dashboard(),
}));

interface Hub {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response>;
  tail(items: TraceItem[], env: Env, context: ExecutionContext): void;
}

const hub: Hub = watch.handler({
  fetch: (): Response =>
    new Response(
      "Edgewatch: look at /_edgewatch/, or ask /health, /metrics or /_edgewatch/api/usage\n",
      { status: 404 },
    ),
  // Workers that name it as their tail consumer have their uncaught failures captured.
  tail: (): void => {},
});

/** The hub: answers for everything that its Durable Object holds. */
export default hub;
export { EdgewatchObject };
