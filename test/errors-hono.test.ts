import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { defineErrors, edgewatch, type EdgewatchOptions } from "../src/index.ts";
import { createCapturing, type Capturing } from "./fakes/captured.ts";
import { createPlatform, requestLines, withoutContext } from "./fakes/fake-platform.ts";

const errors = defineErrors({
  ORDER_NOT_FOUND: {
    status: 404,
    title: "Order not found",
    message: { en: "We do not know this order.", de: "Diese Bestellung kennen wir nicht." },
  },
  BANK_DOWN: { status: 503, title: "The bank does not answer" },
});

describe.for([
  ["with AsyncLocalStorage", {}],
  ["without AsyncLocalStorage", withoutContext],
] as const)("onError, %s,", ([, runtime]) => {
  function throwing(
    error: Error,
    options: Partial<EdgewatchOptions> = {},
  ): Capturing & { app: Hono } {
    const capturing = createCapturing(options, runtime);
    const app = new Hono().onError(capturing.watch.onError);
    app.use(capturing.watch.hono());
    app.get("/orders/:id", (c) => {
      c.header("x-own", "kept");
      throw error;
    });
    return { ...capturing, app };
  }

  test("captures once what Hono itself throws, where a handler forgets to return", async () => {
    const capturing = createCapturing({}, runtime);
    const app = new Hono().onError(capturing.watch.onError);
    app.use(capturing.watch.hono());
    app.get("/orders/:id", (async () => {}) as never);
    const response = await app.request("/orders/1");
    expect(response.status).toBe(500);
    expect(capturing.captured).toHaveLength(1);
    expect(requestLines(capturing.platform)).toMatchObject([
      { "http.route": "/orders/:id", "http.response.status_code": 500 },
    ]);
  });

  test("answers an AppError in the client's language, with its ids", async () => {
    const { app, platform } = throwing(errors.ORDER_NOT_FOUND());
    const response = await app.request("/orders/1", { headers: { "accept-language": "de-AT" } });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-language")).toBe("de");
    expect(response.headers.get("x-own")).toBe("kept");
    const requestId = response.headers.get("x-request-id");
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Order not found",
      status: 404,
      detail: "Diese Bestellung kennen wir nicht.",
      instance: `/requests/${requestId}`,
      code: "ORDER_NOT_FOUND",
      request_id: requestId,
    });
    expect(requestLines(platform)).toMatchObject([
      { request_id: requestId, "http.route": "/orders/:id", "error.code": "ORDER_NOT_FOUND" },
    ]);
  });

  test("says when to come back", async () => {
    const { app } = throwing(errors.BANK_DOWN({ retryAfterSeconds: 7 }));
    const response = await app.request("/orders/1");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "7"]);
  });

  test("gives nothing of an unknown error away, but the id to ask for it", async () => {
    const { app, captured } = throwing(new Error("hunter2 at db-7"));
    const response = await app.request("/orders/1");
    const text = await response.text();
    expect(text).not.toContain("hunter2");
    expect(JSON.parse(text)).toMatchObject({ status: 500, error_id: captured[0]?.errorId });
    expect(captured).toMatchObject([{ mechanism: "onError", place: { route: "/orders/:id" } }]);
  });

  test("tells everything in development", async () => {
    const { app } = throwing(new RangeError("too far"), { environment: "development" });
    const response = await app.request("/orders/1");
    expect(await response.json()).toMatchObject({
      detail: "too far",
      exception: [{ type: "RangeError", message: "too far" }],
    });
  });

  test("keeps the response that an HTTPException carries", async () => {
    const res = new Response("sign in first", {
      status: 401,
      headers: { "www-authenticate": "Basic" },
    });
    const { app, captured } = throwing(new HTTPException(401, { res }));
    const response = await app.request("/orders/1");
    expect(await response.text()).toBe("sign in first");
    expect(response.headers.get("www-authenticate")).toBe("Basic");
    expect(response.headers.get("x-own")).toBe("kept");
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(captured).toEqual([]);
  });

  test("answers an HTTPException without a response with its message", async () => {
    const { app } = throwing(new HTTPException(403, { message: "not yours" }));
    const response = await app.request("/orders/1");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 403, detail: "not yours" });
  });

  test("captures an HTTPException of a failure, with its cause", async () => {
    const cause = new Error("no route to db-7");
    const { app, captured } = throwing(new HTTPException(502, { message: "db-7", cause }));
    const response = await app.request("/orders/1");
    expect(await response.text()).not.toContain("db-7");
    expect(captured).toMatchObject([{ description: { causes: [{ message: cause.message }] } }]);
  });

  test("answers HEAD without a body", async () => {
    const { app } = throwing(new Error("no"));
    const response = await app.request("/orders/1", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([500, ""]);
  });
});

test("onError leaves an answer of the application's own as it is", async () => {
  const { watch, captured } = createCapturing();
  const app = new Hono().use(watch.hono()).onError(watch.onError);
  const own = new Hono().onError((error, c) => c.text(`own: ${error.message}`, 500));
  own.get("/", () => {
    throw new Error("no");
  });
  app.route("/own", own);
  const response = await app.request("/own");
  expect(await response.text()).toBe("own: no");
  expect(captured).toHaveLength(1);
});

test("onError answers where there is no middleware, and where the options are no good", async () => {
  const broken = edgewatch(() => ({ service: "" }), createPlatform());
  for (const { onError } of [createCapturing().watch, broken]) {
    const app = new Hono().onError(onError).get("/a", () => {
      throw errors.ORDER_NOT_FOUND();
    });
    const response = await app.request("/a", {}, {});
    expect(await response.json()).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
  }
});
