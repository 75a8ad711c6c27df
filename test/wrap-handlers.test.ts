import { describe, expect, test } from "vitest";
import { edgewatch, type Handlers, type Wrapped } from "../src/index.ts";
import { countsOf, token } from "./fakes/asking.ts";
import { createPlatform, withoutContext } from "./fakes/fake-platform.ts";

describe.for([
  ["with AsyncLocalStorage", {}],
  ["without AsyncLocalStorage", withoutContext],
] as const)("handler(), %s,", ([, runtime]) => {
  function wrap<H extends Handlers>(app: H, errorResponses?: boolean): Wrapped<H> {
    const options = { service: "orders", token, errorResponses };
    return edgewatch(options, createPlatform(runtime)).handler(app);
  }

  test("keeps a synchronous handler synchronous", () => {
    const response = new Response("hi");
    const app = wrap({ fetch: (_request: Request) => response });
    expect(app.fetch(new Request("http://localhost/"))).toBe(response);
  });

  test("keeps an asynchronous handler asynchronous", async () => {
    const app = wrap({ fetch: async (_request: Request) => new Response("hi") });
    const promise = app.fetch(new Request("http://localhost/"));
    expect(promise).toBeInstanceOf(Promise);
    expect((await promise).status).toBe(200);
  });

  test("answers synchronously for a synchronous handler that throws", () => {
    const app = wrap(failingApp);
    expect(app.fetch(new Request("http://localhost/"))).toMatchObject({ status: 500 });
  });

  test("throws synchronously what a synchronous handler throws, without errorResponses", () => {
    const app = wrap(failingApp, false);
    expect(() => app.fetch(new Request("http://localhost/"))).toThrow(RangeError);
  });

  test("passes the arguments untouched", async () => {
    const seen: unknown[] = [];
    const app = wrap({
      fetch: (...args: [Request, object, object]) => {
        seen.push(...args);
        return new Response("hi");
      },
    });
    const [request, env, context] = [new Request("http://localhost/"), {}, { waitUntil() {} }];
    app.fetch(request, env, context);
    expect(seen[0]).toBe(request);
    expect(seen[1]).toBe(env);
    expect(seen[2]).toBe(context);
  });

  test("keeps `this` of an app that is a class", async () => {
    class App {
      readonly #greeting = "hi from a class";
      fetch(_request: Request): Response {
        return new Response(this.#greeting);
      }
    }
    const { fetch } = wrap(new App());
    expect(await fetch(new Request("http://localhost/")).text()).toBe("hi from a class");
  });

  test("keeps what else a plain object holds, and does not change it", () => {
    const app = {
      port: 3_000,
      websocket: { message() {} },
      fetch: (_request: Request) => new Response("hi"),
    };
    const { fetch } = app;
    const wrapped = wrap(app);
    expect(wrapped).toMatchObject({ port: 3_000, websocket: app.websocket });
    expect(wrapped.fetch).not.toBe(fetch);
    expect(app.fetch).toBe(fetch);
  });

  test("takes nothing but the handlers of a class", () => {
    class App {
      readonly secret = "kept";
      fetch(_request: Request): Response {
        return new Response(this.secret);
      }
    }
    expect(Object.keys(wrap(new App()))).toEqual(["fetch"]);
  });

  test("returns undefined where the handler does, as Bun's do after an upgrade", async () => {
    const app = wrap({ fetch: (_request: Request): Response | undefined => undefined });
    expect(app.fetch(new Request("http://localhost/socket"))).toBeUndefined();
    expect(await countsOf(app)).toEqual({ "GET /socket 101": 1 });
  });

  test("returns what is no response as it is, and counts it as failed", async () => {
    const app = wrap({ fetch: async (_request: Request): Promise<unknown> => "no response" });
    expect(await app.fetch(new Request("http://localhost/a"))).toBe("no response");
    expect(await countsOf(app)).toEqual({ "GET /a 500": 1 });
  });

  test("takes a promise that is not of this realm", async () => {
    const response = new Response("hi");
    const thenable = new ForeignPromise(response);
    const app = wrap({ fetch: (_request: Request): unknown => thenable });
    expect(await app.fetch(new Request("http://localhost/a"))).toBe(response);
    expect(response.headers.has("x-request-id")).toBe(true);
  });

  test("passes what is no request to the handler, unobserved", () => {
    const app = wrap({ fetch: (value: unknown) => new Response(String(value)) });
    const call: (value: unknown) => Response = app.fetch;
    expect(call(undefined).status).toBe(200);
    expect(call(42).headers.has("x-request-id")).toBe(false);
  });
});

const failingApp = {
  fetch: (_request: Request): Response => {
    throw new RangeError("no");
  },
};

/** What another library's promise looks like. */
class ForeignPromise<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a handler may return one
  then<R>(resolve: (value: T) => R): Promise<R> {
    return Promise.resolve(resolve(this.#value));
  }
}
