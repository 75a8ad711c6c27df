import { Hono } from "hono";
import { edgewatch, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import type { OtlpOptions } from "../../src/otlp/otlp-options.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { setUp, type Exporting } from "./collector.ts";

export interface AppSetup extends Exporting {
  readonly watch: Edgewatch;
  readonly platform: FakePlatform;
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  readonly handlers: { scheduled(event: object): unknown };
}

/** An application that exports all that it does. */
export function setUpApp(
  options: Partial<EdgewatchOptions> = {},
  otlp: Omit<Partial<OtlpOptions>, "clock"> = {},
): AppSetup {
  const platform = createPlatform();
  const set = setUp(undefined, { clock: platform.clock, ...otlp });
  const watch = edgewatch(
    {
      service: "orders",
      release: "1.2.3",
      environment: "test",
      exporters: [set.exporter],
      ...options,
    },
    platform,
  );
  const hono = new Hono();
  hono.use(watch.hono());
  hono.get("/orders/:id", (c) => {
    watch.log.info("looked up", { "order.id": Number(c.req.param("id")), "is.vip": false });
    return c.text("hi");
  });
  hono.get("/slow", (c) => {
    platform.clock.pass(250);
    return c.text("hi");
  });
  hono.get("/fail", () => {
    throw new RangeError("no stock");
  });
  hono.get("/fork", async (c) => {
    await watch.log.fork("mail", () => {});
    return c.text("hi");
  });
  hono.onError(watch.onError);
  const handlers = watch.handler({
    fetch: (incoming: Request) => hono.fetch(incoming),
    scheduled: (_event: object) => {},
  });
  return { ...set, watch, platform, app: handlers, handlers };
}

export function request(path: string, traceparent?: string): Request {
  const headers: Record<string, string> = traceparent === undefined ? {} : { traceparent };
  return new Request(`http://localhost${path}`, { headers });
}
