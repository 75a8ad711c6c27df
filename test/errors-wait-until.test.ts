import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { createCapturing, FakeContext, seenIn } from "./fakes/captured.ts";
import { settle } from "./fakes/fake-clock.ts";
import { withoutContext } from "./fakes/fake-platform.ts";

describe.for([
  ["with AsyncLocalStorage", {}],
  ["without AsyncLocalStorage", withoutContext],
] as const)("a promise that rejects in waitUntil, %s,", ([, runtime]) => {
  test("is captured, with the ids of its request and a line, and is held as it is", async () => {
    const { watch, platform, captured } = createCapturing({}, runtime);
    const work = Promise.reject(new Error("no mail"));
    const context = new FakeContext();
    const app = watch.handler({
      fetch: (_request: Request, _env: object, ctx: FakeContext) => {
        ctx.waitUntil(work);
        return new Response("hi");
      },
    });
    const response = app.fetch(new Request("http://localhost/orders/42"), {}, context);
    await settle();
    expect(context.held).toContain(work);
    expect(captured).toMatchObject([
      {
        mechanism: "waitUntil",
        description: { message: "no mail" },
        place: { route: "/orders/:id", requestId: response.headers.get("x-request-id") },
      },
    ]);
    expect(platform.lines.filter(({ event }) => event === "exception")).toMatchObject([
      { level: "error", "error.id": captured[0]?.errorId, "exception.message": "no mail" },
    ]);
  });

  test("is captured in a Hono app, wrapped or not", async () => {
    for (const isWrapped of [true, false]) {
      const { watch, captured } = createCapturing({}, { name: "workerd", ...runtime });
      const hono = new Hono().use(watch.hono());
      hono.get("/orders/:key", (c) => {
        c.executionCtx.waitUntil(Promise.reject(new Error("no mail")));
        return c.text("hi");
      });
      const app = isWrapped ? watch.handler(hono) : hono;
      await app.fetch(new Request("http://localhost/orders/42"), {}, new FakeContext());
      await settle();
      expect(seenIn(captured)).toEqual(["waitUntil: no mail"]);
      expect(captured[0]?.place.route).toBe("/orders/:key");
    }
  });

  test("is captured once where the handler throws it as well", async () => {
    const { watch, captured } = createCapturing({}, runtime);
    const error = new Error("no");
    const app = watch.handler({
      fetch: (_request: Request, _env: object, ctx: FakeContext): Response => {
        ctx.waitUntil(Promise.reject(error));
        throw error;
      },
    });
    app.fetch(new Request("http://localhost/"), {}, new FakeContext());
    await settle();
    expect(seenIn(captured)).toEqual(["handler: no"]);
  });

  test("is captured in a scheduled handler", async () => {
    const { watch, captured } = createCapturing({}, runtime);
    const app = watch.handler({
      fetch: (_request: Request) => new Response("hi"),
      scheduled: async (_event: object, _env: object, ctx: FakeContext) => {
        ctx.waitUntil(Promise.reject(new Error("no")));
      },
    });
    await app.scheduled({}, {}, new FakeContext());
    await settle();
    expect(captured).toMatchObject([{ mechanism: "waitUntil", place: { handler: "scheduled" } }]);
  });
});

test("a context that is frozen works as before", async () => {
  const { watch, captured } = createCapturing();
  const held: unknown[] = [];
  const context = Object.freeze({ waitUntil: (promise: unknown) => void held.push(promise) });
  const work = Promise.reject(new Error("no"));
  work.catch(() => {});
  const app = watch.handler({
    fetch: (_request: Request, _env: object, ctx: typeof context) => {
      ctx.waitUntil(work);
      return new Response("hi");
    },
  });
  expect(app.fetch(new Request("http://localhost/"), {}, context).status).toBe(200);
  expect(held).toContain(work);
  expect(captured).toEqual([]);
});
