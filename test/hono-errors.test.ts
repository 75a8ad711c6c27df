import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { mount } from "hono/mount";
import { describe, expect, test } from "vitest";
import { ask, countsOf } from "./fakes/asking.ts";
import { requestLines } from "./fakes/fake-platform.ts";
import { honoSetupNames, watchHono } from "./fakes/hono-app.ts";

describe.for(honoSetupNames)("%s: an error", (setup) => {
  test("that Hono answers gives an error line with the status that the client saw", async () => {
    const error = new RangeError("too far");
    const { app, platform } = watchHono(setup, (hono) => {
      hono.get("/orders/:key", () => {
        throw error;
      });
    });
    const response = await ask(app, "/orders/42");
    expect(response.status).toBe(500);
    expect(platform.lines).toMatchObject([
      {
        level: "error",
        message: "GET /orders/:key 500",
        "http.response.status_code": 500,
        "exception.type": "RangeError",
        "exception.message": "too far",
        "exception.stacktrace": error.stack,
        request_id: response.headers.get("x-request-id"),
      },
    ]);
    expect(await countsOf(app)).toEqual({ "GET /orders/:key 500": 1 });
  });

  test.for([
    [418, "warn"],
    [503, "error"],
    [200, "error"],
  ] as const)("that onError answers with %i is of level %s", async ([status, level]) => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.onError((error, c) => c.text(error.message, status));
      hono.get("/a", () => {
        throw new Error("sold out");
      });
    });
    const response = await ask(app, "/a");
    expect(response.status).toBe(status);
    expect(await response.text()).toBe("sold out");
    expect(platform.lines).toMatchObject([
      { level, "http.response.status_code": status, "exception.message": "sold out" },
    ]);
  });

  test.for([
    [401, "warn"],
    [404, "warn"],
    [502, "error"],
  ] as const)("HTTPException with %i is of level %s", async ([status, level]) => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.get("/a", () => {
        throw new HTTPException(status, { message: "not you" });
      });
    });
    expect((await ask(app, "/a")).status).toBe(status);
    expect(requestLines(platform)).toMatchObject([
      { level, message: `GET /a ${status}`, "exception.message": "not you" },
    ]);
  });

  test("in middleware, after the handler has answered, counts with its own status", async () => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.use("/a", async (_c, next) => {
        await next();
        throw new Error("too late");
      });
      hono.get("/a", (c) => c.text("hi"));
    });
    expect((await ask(app, "/a")).status).toBe(500);
    expect(requestLines(platform)).toMatchObject([
      { level: "error", "http.route": "/a", "exception.message": "too late" },
    ]);
  });

  test("of a sub-app that answers it itself is told as well", async () => {
    const { app, platform } = watchHono(setup, (hono) => {
      const till = new Hono();
      till.onError((_error, c) => c.text("sorry", 503));
      till.get("/pay/:key", () => {
        throw new Error("no money");
      });
      hono.route("/till", till);
    });
    expect((await ask(app, "/till/pay/7")).status).toBe(503);
    expect(requestLines(platform)).toMatchObject([
      { level: "error", "http.route": "/till/pay/:key", "exception.message": "no money" },
    ]);
  });

  test("of an app that is mounted as a whole, watched and answers it itself is told as well", async () => {
    const { app, platform } = watchHono(setup, (hono, watch) => {
      const till = new Hono().use(watch.hono());
      till.onError((_error, c) => c.text("sorry", 503));
      till.get("/pay/:key", () => {
        throw new Error("no money");
      });
      hono.all("/till/*", mount(till.fetch));
    });
    expect((await ask(app, "/till/pay/7")).status).toBe(503);
    expect(requestLines(platform)).toMatchObject([
      { level: "error", "http.route": "/till/*", "exception.message": "no money" },
    ]);
  });

  test.for([
    ["a string", "no"],
    ["null", null],
    ["undefined", undefined],
  ] as const)("that is none but %s is answered, and counted once", async ([, thrown]) => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.get("/orders/:key", async () => {
        await Promise.resolve();
        throw thrown;
      });
    });
    const response = await ask(app, "/orders/42");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "INTERNAL", status: 500 });
    expect(requestLines(platform)).toMatchObject([
      { level: "error", message: "GET /orders/:key 500", "exception.type": nameOf(thrown) },
    ]);
    expect(await countsOf(app)).toEqual({ "GET /orders/:key 500": 1 });
  });

  test("of onError itself is answered, and counted once", async () => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.onError(() => {
        throw new TypeError("worse");
      });
      hono.get("/a", () => {
        throw new Error("bad");
      });
    });
    expect((await ask(app, "/a")).status).toBe(500);
    expect(requestLines(platform)).toMatchObject([
      { level: "error", message: "GET /a 500", "exception.message": "worse" },
    ]);
  });

  test("of a handler that forgets to answer is told with the status that the client saw", async () => {
    const { app, platform } = watchHono(setup, (hono) => {
      // A missing `return`: Hono finds no response, and says 500.
      hono.get("/a", (() => {}) as () => Response);
    });
    expect((await ask(app, "/a")).status).toBe(500);
    expect(requestLines(platform)).toMatchObject([{ level: "error", message: "GET /a 500" }]);
    expect(await countsOf(app)).toEqual({ "GET /a 500": 1 });
  });

  test("of a request that the app makes to itself is no error of the request", async () => {
    const { app, platform } = watchHono(setup, (hono) => {
      hono.get("/inner", () => {
        throw new Error("inner");
      });
      hono.get("/outer", async (c) => {
        const inner = await hono.request("/inner");
        return c.text(`inner said ${inner.status}`);
      });
    });
    expect(await (await ask(app, "/outer")).text()).toBe("inner said 500");
    const outer = requestLines(platform).filter((line) => line["http.route"] === "/outer");
    expect(outer).toMatchObject([{ level: "info" }]);
    expect(outer[0]).not.toHaveProperty(["exception.message"]);
  });
});

function nameOf(thrown: unknown): string {
  return thrown === null ? "null" : typeof thrown;
}
