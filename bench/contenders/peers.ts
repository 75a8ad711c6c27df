import type { MiddlewareHandler } from "hono";
import { withMiddleware, type Contender, type Missing } from "./contender.ts";
import { glue } from "./names.ts";
import { createOtel } from "./otel.ts";

type Write = (line: string) => void;

export interface Peers {
  readonly contenders: readonly Contender[];
  readonly missing: readonly Missing[];
}

/** What people use today, each with the defaults of its documentation and its lines sent to `write`. */
export async function createPeers(write: Write): Promise<Peers> {
  const makers: Readonly<Record<string, (name: string) => Promise<Contender>>> = {
    "hono/request-id": async (name) => withMiddleware(name, await requestId()),
    "hono/logger": async (name) => withMiddleware(name, await honoLogger(write)),
    "hono-pino": async (name) => withMiddleware(name, await honoPino(write)),
    "evlog/hono": (name) => evlog(name, undefined),
    "evlog/hono, redact off": (name) => evlog(name, false),
    "@hono/otel": createOtel,
    "@hono/prometheus": async (name) => withMiddleware(name, await prometheus()),
    [glue]: async (name) =>
      withMiddleware(
        name,
        await requestId(),
        await honoPino(write),
        await prometheus(),
        await sentry(),
      ),
  };
  const contenders: Contender[] = [];
  const missing: Missing[] = [];
  for (const [name, make] of Object.entries(makers)) {
    try {
      contenders.push(await make(name));
    } catch (error) {
      missing.push({ name, reason: String(error) });
    }
  }
  return { contenders, missing };
}

async function requestId(): Promise<MiddlewareHandler> {
  const hono = await import("hono/request-id");
  return hono.requestId();
}

async function honoLogger(write: Write): Promise<MiddlewareHandler> {
  const hono = await import("hono/logger");
  return hono.logger(write);
}

async function honoPino(write: Write): Promise<MiddlewareHandler> {
  const { pinoLogger } = await import("hono-pino");
  const { pino } = await import("pino");
  return pinoLogger({ pino: pino({}, { write }) });
}

/** A registry of its own for each: the glue must not count into the one that runs alone. */
async function prometheus(): Promise<MiddlewareHandler> {
  const hono = await import("@hono/prometheus");
  return hono.prometheus().registerMetrics;
}

/** Nothing is sent: no request fails. */
async function sentry(): Promise<MiddlewareHandler> {
  const hono = await import("@hono/sentry");
  return hono.sentry({ dsn: "https://00000000000000000000000000000000@sentry.invalid/1" });
}

/** evlog keeps its options for the whole process and writes to the console, which the bench has replaced. */
async function evlog(name: string, redact: false | undefined): Promise<Contender> {
  const { initLogger } = await import("evlog");
  const { evlog: middleware } = await import("evlog/hono");
  const handler: MiddlewareHandler = middleware();
  return {
    ...withMiddleware(name, handler),
    before: () =>
      initLogger({ env: { service: "bench" }, ...(redact === undefined ? {} : { redact }) }),
  };
}
