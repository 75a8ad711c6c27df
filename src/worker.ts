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
}));

interface Hub {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response>;
}

const hub: Hub = watch.handler({
  fetch: (): Response =>
    new Response("Edgewatch: ask /health, /metrics or /_edgewatch/api/usage\n", { status: 404 }),
});

/** The hub: answers for everything that its Durable Object holds. */
export default hub;
export { EdgewatchObject };
