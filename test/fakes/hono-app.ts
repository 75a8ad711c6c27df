import { Hono, type Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Runtime } from "../../src/core/runtime.ts";
import { edgewatch, type Edgewatch, type Logger } from "../../src/index.ts";
import { token, type Asked } from "./asking.ts";
import { createPlatform, type FakePlatform } from "./fake-platform.ts";

export type WatchedHono = Hono<{ Variables: { log: Logger } }>;

export interface HonoSetup {
  readonly app: Asked;
  readonly watch: Edgewatch;
  readonly platform: FakePlatform;
}

/** The ways in which a Hono app can be watched, all of which must count alike. */
export const honoSetups = {
  ".hono() alone": { times: 1, isWrapped: false },
  ".hono() and .handler()": { times: 1, isWrapped: true },
  ".hono() twice": { times: 2, isWrapped: false },
  ".hono() twice and .handler()": { times: 2, isWrapped: true },
} as const;

export type HonoSetupName = keyof typeof honoSetups;

export const honoSetupNames: readonly HonoSetupName[] = [
  ".hono() alone",
  ".hono() and .handler()",
  ".hono() twice",
  ".hono() twice and .handler()",
];

/** Watches an app that `build` adds routes to; what it adds comes behind the middleware. */
export function watchHono(
  setup: HonoSetupName,
  build: (app: WatchedHono, watch: Edgewatch, platform: FakePlatform) => void,
  runtime: Partial<Runtime> = {},
): HonoSetup {
  const { times, isWrapped } = honoSetups[setup];
  const platform = createPlatform(runtime);
  const watch = edgewatch({ service: "orders", token }, platform);
  const hono: WatchedHono = new Hono();
  hono.onError(answerQuietly);
  for (let index = 0; index < times; index++) hono.use(watch.hono());
  build(hono, watch, platform);
  const app: Asked = isWrapped
    ? watch.handler({ fetch: (request: Request) => hono.fetch(request) })
    : { fetch: (request) => hono.fetch(request) };
  return { app, watch, platform };
}

/** Answers as Hono does, which writes the error to the console as well. */
function answerQuietly(error: Error, c: Context): Response {
  return error instanceof HTTPException
    ? error.getResponse()
    : c.text("Internal Server Error", 500);
}
