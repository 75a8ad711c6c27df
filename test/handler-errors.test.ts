import { describe, expect, test } from "vitest";
import { edgewatch, type CapturedError, type EdgewatchOptions } from "../src/index.ts";
import { ask, countsOf, token, type Asked } from "./fakes/asking.ts";
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
    "that throws %s: it goes on where it is not to be answered, with one error line, and is counted",
    async ([, create, type, message]) => {
      const value = create();
      const { app, platform } = createThrowing(kind, value, { errorResponses: false });
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

  test.for(thrown)("that throws %s: it is answered, captured and told once", async ([, create]) => {
    const { app, platform, captured } = createThrowing(kind, create());
    const response = await ask(app, "/orders/42");
    const { status } = response;
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem: object = await response.json();
    expect(problem).toMatchObject({
      status,
      request_id: response.headers.get("x-request-id"),
      instance: `/requests/${response.headers.get("x-request-id")}`,
    });
    expect(requestLines(platform)).toMatchObject([{ "http.response.status_code": status }]);
    expect(await countsOf(app)).toEqual({ [`GET /orders/:id ${status}`]: 1 });
    // What says that it is a 403, as that Response does, is the client's affair.
    expect(captured).toHaveLength(status === 500 ? 1 : 0);
    if (status !== 500) return;
    expect(problem).toMatchObject({ code: "INTERNAL", error_id: captured[0]?.errorId });
    expect(requestLines(platform)).toMatchObject([
      { "error.id": captured[0]?.errorId, "error.group": captured[0]?.group.id },
    ]);
    expect(captured).toMatchObject([
      {
        mechanism: "handler",
        place: { method: "GET", route: "/orders/:id", path: "/orders/42", handler: "http.request" },
      },
    ]);
  });

  test("that throws an Error: the line has its stack", async () => {
    const error = new Error("no");
    const { app, platform } = createThrowing(kind, error);
    await ask(app, "/orders/42");
    expect(requestLines(platform)[0]?.["exception.stacktrace"]).toBe(error.stack);
  });

  test("that throws an enormous Error: the line stays bounded", async () => {
    const { app, platform } = createThrowing(kind, new Error("x".repeat(1_000_000)));
    await ask(app, "/orders/42");
    expect(JSON.stringify(requestLines(platform)).length).toBeLessThan(30_000);
  });

  test.for([
    ["an AbortError", undefined],
    ["a text", "Error: aborted"],
    ["an Error of any name", new RangeError("aborted")],
  ] as const)(
    "that gives up with %s because its client has gone: counted as 499, and no error",
    async ([, reason]) => {
      const controller = new AbortController();
      controller.abort(reason);
      const { app, platform, captured } = createThrowing(kind, controller.signal.reason);
      const request = new Request("http://localhost/orders/42", { signal: controller.signal });
      expect(await app.fetch(request)).toMatchObject({ status: 499 });
      expect(requestLines(platform)).toMatchObject([
        { level: "warn", "http.response.status_code": 499, "error.code": "ABORTED" },
      ]);
      expect(requestLines(platform)[0]).not.toHaveProperty(["error.id"]);
      expect(captured).toEqual([]);
    },
  );

  test("that gives up because its client has gone: it goes on where it is not to be answered", async () => {
    const controller = new AbortController();
    controller.abort();
    const { reason } = controller.signal;
    const { app, platform, captured } = createThrowing(kind, reason, { errorResponses: false });
    const request = new Request("http://localhost/orders/42", { signal: controller.signal });
    expect((await catchFrom(app, request)).value).toBe(reason);
    expect(requestLines(platform)).toMatchObject([{ "http.response.status_code": 499 }]);
    expect(captured).toEqual([]);
  });

  test("that gives up where requests have no signal: counted as 499", async () => {
    const error = new DOMException("gone", "AbortError");
    const { app, platform } = createThrowing(kind, error);
    const request = Object.defineProperty(new Request("http://localhost/orders/42"), "signal", {
      value: undefined,
    });
    expect(await app.fetch(request)).toMatchObject({ status: 499 });
    expect(requestLines(platform)).toHaveLength(1);
  });

  test("that gives up while its client waits: counted as 500, and an error", async () => {
    const controller = new AbortController();
    controller.abort();
    const { app, platform, captured } = createThrowing(kind, controller.signal.reason);
    expect((await ask(app, "/orders/42")).status).toBe(500);
    expect(requestLines(platform)).toMatchObject([{ level: "error", "error.code": "INTERNAL" }]);
    expect(captured).toHaveLength(1);
  });
});

interface Throwing {
  readonly app: Asked;
  readonly platform: FakePlatform;
  readonly captured: readonly CapturedError[];
}

function createThrowing(
  kind: "synchronous" | "asynchronous",
  value: unknown,
  more: Partial<EdgewatchOptions> = {},
): Throwing {
  const platform = createPlatform();
  const captured: CapturedError[] = [];
  const errorSinks = [(error: CapturedError) => void captured.push(error)];
  function fetch(): unknown {
    if (kind === "synchronous") throw value;
    return Promise.resolve().then(() => Promise.reject(value));
  }
  const watch = edgewatch({ service: "orders", token, errorSinks, ...more }, platform);
  return { app: watch.handler({ fetch }), platform, captured };
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
