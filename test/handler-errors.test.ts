import { describe, expect, test } from "vitest";
import { edgewatch } from "../src/index.ts";
import { countsOf, token, type Asked } from "./fakes/asking.ts";
import { failing } from "./fakes/failing.ts";
import { createPlatform, requestLines, type FakePlatform } from "./fakes/fake-platform.ts";

class OrderError extends Error {
  override readonly name = "OrderError";
}

/** Made anew for each test, for some of these bear no other touch. */
const thrown: readonly (readonly [
  what: string,
  create: () => unknown,
  type: string,
  message: string,
])[] = [
  ["a string", () => "no", "string", "no"],
  ["an empty string", () => "", "string", ""],
  ["null", () => null, "null", "null"],
  ["undefined", () => undefined, "undefined", "undefined"],
  ["a number", () => 42, "number", "42"],
  ["a symbol", () => Symbol("no"), "symbol", "Symbol(no)"],
  ["a BigInt", () => 42n, "bigint", "42"],
  ["a Response", () => new Response("no", { status: 403 }), "Response", "[object Response]"],
  ["a plain object", () => ({ code: 1 }), "Object", "[object Object]"],
  ["no prototype", (): unknown => Object.create(null), "Error", "[unprintable]"],
  ["an Error", () => new RangeError("too far"), "RangeError", "too far"],
  ["an Error of its own class", () => new OrderError("sold out"), "OrderError", "sold out"],
  ["an Error without a message", () => new TypeError("", {}), "TypeError", ""],
  ["an Error whose getters throw", createUnreadable, "Error", "[unprintable]"],
  ["a proxy that refuses everything", createRefusing, "Error", "[unprintable]"],
];

describe.for(["synchronous", "asynchronous"] as const)("a %s handler", (kind) => {
  test.for(thrown)(
    "that throws %s: it goes on, with one error line, and is counted",
    async ([, create, type, message]) => {
      const value = create();
      const { app, platform } = createThrowing(kind, value);
      expect((await catchFrom(app)).value === value).toBe(true);
      expect(platform.lines).toHaveLength(1);
      expect(platform.lines).toMatchObject([
        {
          level: "error",
          event: "http.request",
          message: "GET /orders/:id 500",
          "http.response.status_code": 500,
          "exception.type": type,
          "exception.message": message,
        },
      ]);
      expect(await countsOf(app)).toEqual({ "GET /orders/:id 500": 1 });
    },
  );

  test("that throws an Error: the line has its stack", async () => {
    const error = new Error("no");
    const { app, platform } = createThrowing(kind, error);
    await catchFrom(app);
    expect(requestLines(platform)[0]?.["exception.stacktrace"]).toBe(error.stack);
  });

  test("that throws an enormous Error: the line stays bounded", async () => {
    const { app, platform } = createThrowing(kind, new Error("x".repeat(1_000_000)));
    await catchFrom(app);
    expect(JSON.stringify(requestLines(platform)).length).toBeLessThan(30_000);
  });

  test("that gives up because its client has gone: counted as 499, and no error", async () => {
    const controller = new AbortController();
    controller.abort();
    const { app, platform } = createThrowing(kind, controller.signal.reason);
    const request = new Request("http://localhost/orders/42", { signal: controller.signal });
    expect((await catchFrom(app, request)).value).toBe(controller.signal.reason);
    expect(requestLines(platform)).toMatchObject([
      { level: "warn", "http.response.status_code": 499, "exception.type": "AbortError" },
    ]);
  });

  test("that gives up where requests have no signal: the same error goes on", async () => {
    const error = new DOMException("gone", "AbortError");
    const { app, platform } = createThrowing(kind, error);
    const request = Object.defineProperty(new Request("http://localhost/orders/42"), "signal", {
      value: undefined,
    });
    expect((await catchFrom(app, request)).value).toBe(error);
    expect(requestLines(platform)).toHaveLength(1);
  });

  test("that gives up for another reason: counted as 500", async () => {
    const controller = new AbortController();
    controller.abort();
    const { app, platform } = createThrowing(kind, controller.signal.reason);
    await catchFrom(app);
    expect(requestLines(platform)).toMatchObject([{ level: "error" }]);
  });
});

function createThrowing(
  kind: "synchronous" | "asynchronous",
  value: unknown,
): { app: Asked; platform: FakePlatform } {
  const platform = createPlatform();
  function fetch(): unknown {
    if (kind === "synchronous") throw value;
    return Promise.resolve().then(() => Promise.reject(value));
  }
  return { app: edgewatch({ service: "orders", token }, platform).handler({ fetch }), platform };
}

/** What was thrown, boxed: a promise would ask it for `then`. */
async function catchFrom(
  app: Asked,
  request: Request = new Request("http://localhost/orders/42"),
): Promise<{ readonly value: unknown }> {
  try {
    await app.fetch(request);
  } catch (value) {
    return { value };
  }
  throw new Error("nothing was thrown");
}

function createUnreadable(): Error {
  const error = new Error("hidden");
  // The stack first: Bun makes it when it is first touched, from the name (2026-11).
  for (const name of ["stack", "name", "message", "cause", "toString"]) {
    Object.defineProperty(error, name, {
      get() {
        throw new TypeError(`do not read ${name}`);
      },
    });
  }
  return error;
}

function createRefusing(): object {
  const refuse = failing(new TypeError("do not touch"));
  return new Proxy(
    {},
    {
      get: refuse,
      has: refuse,
      getPrototypeOf: refuse,
      ownKeys: refuse,
      getOwnPropertyDescriptor: refuse,
    },
  );
}
