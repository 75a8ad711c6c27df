import type { MiddlewareHandler } from "hono";
import { createApp, withMiddleware, type Contender } from "./contender.ts";
import { bareAgain, bareFunction, bareHono, ours } from "./names.ts";

type Write = (line: string) => void;

interface Library {
  edgewatch(
    options: { readonly service: string },
    changes: { readonly write: Write },
  ): {
    handler(app: { fetch(request: Request): unknown }): {
      fetch(request: Request): Promise<Response>;
    };
    hono(): MiddlewareHandler;
  };
}

/** Nothing at all, measured twice: what the second one seems to cost is the error of the measurement. */
export function createBaselines(): Contender[] {
  return [withMiddleware(bareHono), withMiddleware(bareAgain), plain(bareFunction, answer)];
}

/** The least that any middleware costs, and the least that one JSON line and a request id cost. */
export function createFloors(write: Write): Contender[] {
  return [
    withMiddleware("no-op middleware", async (_c, next) => {
      await next();
    }),
    withMiddleware("hand-written line and id", handWritten(write)),
  ];
}

/** Edgewatch as built in `dist`; `suffix` tells two builds apart. */
export async function createOurs(dist: string, write: Write, suffix = ""): Promise<Contender[]> {
  const { edgewatch }: Library = await import(new URL("index.js", dist).href);
  function watch(): ReturnType<Library["edgewatch"]> {
    return edgewatch({ service: "bench" }, { write });
  }
  const whole = watch();
  const inside = watch();
  const outside = watch();
  const { fetch } = whole.handler(createApp(whole.hono()));
  const wrapped = outside.handler({ fetch: answer });
  return [
    { name: `${ours}${suffix}`, over: bareHono, fetch },
    withMiddleware(`edgewatch .hono${suffix}`, inside.hono()),
    plain(`edgewatch .handler, no Hono${suffix}`, wrapped.fetch),
  ];
}

function plain(name: string, fetch: Contender["fetch"]): Contender {
  return { name, over: bareFunction, fetch };
}

function answer(request: Request): Response {
  const id = request.url.slice(request.url.lastIndexOf("/") + 1);
  return Response.json({ id, total: 129.5, currency: "EUR" });
}

function handWritten(write: Write): MiddlewareHandler {
  return async (c, next) => {
    const startMs = performance.now();
    const requestId = crypto.randomUUID();
    await next();
    c.res.headers.set("X-Request-ID", requestId);
    write(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: "info",
        message: `${c.req.method} ${c.req.path} ${c.res.status}`,
        request_id: requestId,
        "service.name": "bench",
        "http.request.method": c.req.method,
        "url.path": c.req.path,
        "http.response.status_code": c.res.status,
        duration_ms: performance.now() - startMs,
      }),
    );
  };
}
