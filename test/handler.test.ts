import { describe, expect, test } from "vitest";
import { edgewatch } from "../src/index.ts";
import { ask, countsOf, token, type Asked } from "./fakes/asking.ts";
import { createPlatform, requestLines, type FakePlatform } from "./fakes/fake-platform.ts";

const hexId = /^[0-9a-f]{32}$/;
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("a wrapped handler", () => {
  test.for([
    ["a plain response", () => new Response("hi"), 200],
    ["a response with an error status", () => new Response("no", { status: 503 }), 503],
    ["a response without a body", () => new Response(null, { status: 204 }), 204],
    ["a response that was not modified", () => new Response(null, { status: 304 }), 304],
    ["JSON", () => Response.json({ a: 1 }), 200],
    ["a redirect", () => Response.redirect("http://localhost/b", 302), 302],
    ["a stream", () => new Response(new Blob(["hi"]).stream()), 200],
    ["an asynchronous response", async () => new Response("later", { status: 201 }), 201],
  ] as const)("adds X-Request-ID to %s, and counts it", async ([, fetch, status]) => {
    const { app, platform } = createWatched(fetch);
    const response = await ask(app, "/orders/42");
    expect(response.status).toBe(status);
    expect(response.headers.get("x-request-id")).toMatch(hexId);
    expect(requestLines(platform)).toMatchObject([
      {
        message: `GET /orders/:id ${status}`,
        request_id: response.headers.get("x-request-id"),
        "http.route": "/orders/:id",
        "url.path": "/orders/42",
        "http.response.status_code": status,
      },
    ]);
    expect(await countsOf(app)).toEqual({ [`GET /orders/:id ${status}`]: 1 });
  });

  test("passes a network error as it is", async () => {
    const error = Response.error();
    const { app } = createWatched(() => error);
    expect(await app.fetch(new Request("http://localhost/a"))).toBe(error);
  });

  test("returns the very response of the handler, body unread", async () => {
    const headers = { "content-type": "text/plain" };
    const response = new Response(new ReadableStream({ pull() {} }), { headers });
    const { app } = createWatched(() => response);
    expect(await app.fetch(new Request("http://localhost/"))).toBe(response);
    expect(response.bodyUsed).toBe(false);
    expect(response.body?.locked).toBe(false);
    await response.body?.cancel();
  });

  test("keeps an incoming request id that is harmless", async () => {
    const { app, platform } = createWatched();
    const response = await ask(app, "/", { headers: { "x-request-id": "mine-1.2:3_4" } });
    expect(response.headers.get("x-request-id")).toBe("mine-1.2:3_4");
    expect(requestLines(platform)).toMatchObject([{ request_id: "mine-1.2:3_4" }]);
  });

  test.for(["", "two words", '"quoted"', "a,b", "<b>", "é", "x".repeat(129)])(
    "replaces the incoming request id %j",
    async (id) => {
      const { app, platform } = createWatched();
      const response = await ask(app, "/", { headers: { "x-request-id": id } });
      expect(response.headers.get("x-request-id")).toMatch(hexId);
      expect(requestLines(platform)[0]?.["request_id"]).toBe(response.headers.get("x-request-id"));
    },
  );

  test("continues a trace", async () => {
    const { app, platform } = createWatched();
    await ask(app, "/", { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-00` } });
    expect(requestLines(platform)).toMatchObject([{ trace_id: traceId, trace_flags: "00" }]);
    expect(requestLines(platform)[0]?.["span_id"]).toMatch(/^[0-9a-f]{16}$/);
    expect(requestLines(platform)[0]?.["span_id"]).not.toBe("00f067aa0ba902b7");
  });

  test.for([undefined, "garbage", `ff-${traceId}-00f067aa0ba902b7-01`])(
    "starts a trace where traceparent is %s",
    async (traceparent) => {
      const { app, platform } = createWatched();
      const init = traceparent === undefined ? {} : { headers: { traceparent } };
      await ask(app, "/", init);
      await ask(app, "/", init);
      const lines = requestLines(platform);
      for (const line of lines) {
        expect(line).toMatchObject({ trace_id: expect.stringMatching(hexId), trace_flags: "01" });
        expect(line["trace_id"]).not.toBe(traceId);
      }
      expect(lines[0]?.["trace_id"]).not.toBe(lines[1]?.["trace_id"]);
    },
  );

  test("tells how long the handler took, and that it has begun", async () => {
    const { app, platform } = createWatched(async () => {
      platform.clock.pass(12.5);
      return new Response("hi");
    });
    await ask(app, "/");
    expect(requestLines(platform)).toMatchObject([
      { duration_ms: 12.5, timestamp: new Date(platform.clock.now()).toISOString() },
    ]);
  });

  test("names unknown methods _OTHER, and the method beside it", async () => {
    const { app, platform } = createWatched();
    const request = Object.defineProperty(new Request("http://localhost/a"), "method", {
      value: "PROPFIND",
    });
    await app.fetch(request);
    expect(requestLines(platform)).toMatchObject([
      { "http.request.method": "_OTHER", "http.request.method_original": "PROPFIND" },
    ]);
    expect(await countsOf(app)).toEqual({ "_OTHER /a 200": 1 });
  });

  test("takes its routes from the option route, where that tells one", async () => {
    const platform = createPlatform();
    const watch = edgewatch(
      {
        service: "orders",
        token,
        route: (request) => (request.url.endsWith("/special") ? "/the/special" : undefined),
      },
      platform,
    );
    const app = watch.handler({ fetch: (_request: Request) => new Response("hi") });
    await ask(app, "/special");
    await ask(app, "/orders/42");
    expect(await countsOf(app)).toEqual({ "GET /the/special 200": 1, "GET /orders/:id 200": 1 });
  });

  test("counts 10,000 made-up paths as unmatched, and the real route as itself", async () => {
    const { app } = createWatched(({ url }) =>
      url.includes("/orders/") ? new Response("hi") : new Response("no", { status: 404 }),
    );
    for (let index = 0; index < 10_000; index++) {
      await app.fetch(new Request(`http://localhost/${index.toString(36)}/wp-login.php`));
    }
    await ask(app, "/orders/42");
    expect(await countsOf(app)).toEqual({
      "GET (unmatched) 404": 10_000,
      "GET /orders/:id 200": 1,
    });
  });

  test.for([
    ["a path of a megabyte", `/${"a".repeat(1_000_000)}`],
    ["an encoded NUL", "/a/%00"],
    ["broken encoding", "/a/%zz"],
    ["bad UTF-8", "/a/%ff%fe"],
    ["an encoded line break", "/a/%0d%0aX-Evil:%201"],
  ] as const)("survives %s", async ([, path]) => {
    const { app, platform } = createWatched();
    const response = await ask(app, path);
    expect(await response.text()).toBe("hi");
    expect(requestLines(platform)).toHaveLength(1);
    expect(JSON.stringify(requestLines(platform)[0]).length).toBeLessThan(10_000);
  });

  test("is not counted for Edgewatch's own routes", async () => {
    const { app, platform } = createWatched();
    for (const path of ["/livez", "/health", "/metrics", "/_edgewatch/api/usage"])
      await ask(app, path);
    expect(requestLines(platform)).toEqual([]);
    expect(await countsOf(app)).toEqual({});
  });
});

function createWatched(fetch: (request: Request) => unknown = () => new Response("hi")): {
  app: Asked;
  platform: FakePlatform;
} {
  const platform = createPlatform();
  return { app: edgewatch({ service: "orders", token }, platform).handler({ fetch }), platform };
}
