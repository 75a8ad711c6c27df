import { Hono } from "hono";
import { mount } from "hono/mount";
import { describe, expect, test } from "vitest";
import { edgewatch as edgewatchMiddleware } from "../src/hono.ts";
import { edgewatch } from "../src/index.ts";
import { ask, countsOf, token } from "./fakes/asking.ts";
import { createPlatform, requestLines, withoutContext } from "./fakes/fake-platform.ts";
import { honoSetupNames, watchHono } from "./fakes/hono-app.ts";

const runtimes = [
  ["with AsyncLocalStorage", {}],
  ["without AsyncLocalStorage", withoutContext],
] as const;
const setups = honoSetupNames.flatMap((setup) =>
  runtimes.map(([context, runtime]) => [setup, context, runtime] as const),
);

describe.for(setups)("%s, %s,", ([setup, , runtime]) => {
  test("gives a request one line, one count, one id and its route", async () => {
    const { app, platform } = watchHono(
      setup,
      (hono) => {
        hono.get("/orders/:key", (c) => c.json({ id: c.req.param("key") }));
      },
      runtime,
    );
    const response = await ask(app, "/orders/42");
    expect(await response.json()).toEqual({ id: "42" });
    expect(requestLines(platform)).toMatchObject([
      {
        message: "GET /orders/:key 200",
        "http.route": "/orders/:key",
        request_id: response.headers.get("x-request-id"),
      },
    ]);
    expect(await countsOf(app)).toEqual({ "GET /orders/:key 200": 1 });
  });

  test.for([
    ["a redirect", () => Response.redirect("http://localhost/b", 302), 302],
    ["no content", () => new Response(null, { status: 204 }), 204],
    ["a stream", () => new Response(new Blob(["hi"]).stream()), 200],
  ] as const)("adds X-Request-ID to %s", async ([, answer, status]) => {
    const { app } = watchHono(setup, (hono) => hono.get("/a", answer), runtime);
    const response = await ask(app, "/a", { headers: { "x-request-id": "mine" } });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-request-id")).toBe("mine");
  });

  test("adds X-Request-ID to a 404 and to a failure", async () => {
    const { app } = watchHono(
      setup,
      (hono) => {
        hono.get("/fails", () => {
          throw new Error("no");
        });
      },
      runtime,
    );
    for (const [path, status] of [
      ["/nothing", 404],
      ["/fails", 500],
    ] as const) {
      const response = await ask(app, path);
      expect(response.status).toBe(status);
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(await countsOf(app)).toEqual({ "GET (unmatched) 404": 1, "GET /fails 500": 1 });
  });

  test("counts once in a sub-app that is watched as well", async () => {
    const { app, platform } = watchHono(
      setup,
      (hono, watch) => {
        const stock = new Hono().use(watch.hono()).get("/:sku", (c) => c.text("hi"));
        hono.route("/stock", stock);
      },
      runtime,
    );
    await ask(app, "/stock/abc");
    expect(requestLines(platform)).toHaveLength(1);
    expect(await countsOf(app)).toEqual({ "GET /stock/:sku 200": 1 });
  });

  test("answers Edgewatch's own routes before the app does, uncounted", async () => {
    const { app, platform } = watchHono(
      setup,
      (hono) => hono.all("*", (c) => c.text("the app")),
      runtime,
    );
    expect(await (await ask(app, "/livez")).text()).toBe("ok\n");
    expect((await ask(app, "/metrics", { headers: { authorization: "" } })).status).toBe(401);
    expect(requestLines(platform)).toEqual([]);
    expect(await countsOf(app)).toEqual({});
  });
});

describe("hono()", () => {
  test("counts once in an app that is mounted as a whole and watched as well", async () => {
    const { app, platform } = watchHono(".hono() and .handler()", (hono, watch) => {
      const stock = new Hono().use(watch.hono()).get("/items/:sku", (c) => c.text("hi"));
      hono.all("/stock/*", mount(stock.fetch));
    });
    await ask(app, "/stock/items/abc");
    expect(requestLines(platform)).toHaveLength(1);
    expect(await countsOf(app)).toEqual({ "GET /stock/* 200": 1 });
  });

  test("keeps two watches on one app apart", async () => {
    const platforms = [createPlatform(), createPlatform()];
    const hono = new Hono();
    for (const platform of platforms) hono.use(edgewatch({ service: "orders" }, platform).hono());
    hono.get("/a", (c) => c.text("hi"));
    await hono.request("/a");
    for (const platform of platforms) expect(requestLines(platform)).toHaveLength(1);
  });

  test("holds work by the execution context on Workers", async () => {
    const held: Promise<unknown>[] = [];
    const context = {
      waitUntil: (promise: Promise<unknown>) => void held.push(promise),
      passThroughOnException() {},
      props: {},
    };
    const platform = createPlatform({ name: "workerd" });
    const hono = new Hono().use(edgewatch({ service: "orders" }, platform).hono());
    hono.get("/a", (c) => c.text("hi"));
    await hono.request("/a", {}, {}, context);
    expect(held).toHaveLength(1);
    await hono.request("/a");
    expect(requestLines(platform)).toHaveLength(2);
  });

  test("leaves the app alone when its options are no good", async () => {
    const watch = edgewatch(() => ({ service: "" }), createPlatform());
    const hono = new Hono().use(watch.hono()).get("/a", (c) => c.text("hi"));
    const response = await hono.request("/a", {}, {});
    expect(await response.text()).toBe("hi");
  });

  test("sees a wrapped app's routes by their paths where it is missing", async () => {
    const watch = edgewatch({ service: "orders", token }, createPlatform());
    const app = watch.handler(new Hono().get("/orders/:number", (c) => c.text("hi")));
    await app.fetch(new Request("http://localhost/orders/42"));
    expect(await countsOf({ fetch: (request) => app.fetch(request) })).toEqual({
      "GET /orders/:id 200": 1,
    });
  });
});

test("the middleware of edgewatch/hono watches an app by itself", async () => {
  const platform = createPlatform();
  const hono = new Hono().use(edgewatchMiddleware({ service: "orders", token }, platform));
  hono.get("/orders/:key", (c) => {
    c.var.log.info("looked up");
    return c.text("hi");
  });
  const response = await hono.request("/orders/42");
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  expect(platform.lines.map(({ message }) => message)).toEqual([
    "looked up",
    "GET /orders/:key 200",
  ]);
});
