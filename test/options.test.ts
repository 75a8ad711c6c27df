import { describe, expect, test } from "vitest";
import { edgewatch, type EdgewatchOptions } from "../src/index.ts";
import { countsOf, token, type Asked } from "./fakes/asking.ts";
import { failing } from "./fakes/failing.ts";
import { createPlatform, requestLines } from "./fakes/fake-platform.ts";

describe("edgewatch() refuses at once", () => {
  test.for([
    ["no service", "{}", /service is no name/],
    ["an empty service", '{"service":""}', /service is no name/],
    ["a service that is no string", '{"service":42}', /service is no name/],
    ["a window too short", '{"service":"a","windowMs":9}', /windowMs is 9/],
    ["a window too long", '{"service":"a","windowMs":15001}', /windowMs is 15001/],
    ["a window that is no number", '{"service":"a","windowMs":"soon"}', /windowMs is soon/],
    ["a window that is text", '{"service":"a","windowMs":"5000"}', /windowMs is 5000/],
    ["an unknown level", '{"service":"a","level":"verbose"}', /the level "verbose"/],
    ["an empty token", '{"service":"a","token":""}', /token is empty/],
    ["a token of spaces", '{"service":"a","token":" \\n"}', /token is empty/],
    ["a token that no header carries", '{"service":"a","token":"비밀"}', /token has characters/],
    ["a secret of two lines", '{"service":"a","ingestSecret":"a\\nb"}', /ingestSecret has char/],
    ["a path that is none", '{"service":"a","paths":{"metrics":"metrics"}}', /path of metrics/],
  ] as const)("%s", ([, json, reason]) => {
    const options: EdgewatchOptions = JSON.parse(json);
    expect(() => edgewatch(options, createPlatform())).toThrow(reason);
  });

  test.for([10, 1_000, 15_000])("but takes a window of %i ms", (windowMs) => {
    expect(() => edgewatch({ service: "a", windowMs }, createPlatform())).not.toThrow();
  });
});

describe("edgewatch() at module scope", () => {
  test("starts no timer", () => {
    const platform = createPlatform();
    const watch = edgewatch({ service: "orders" }, platform);
    watch.handler({ fetch: () => new Response("hi") });
    watch.hono();
    expect(platform.clock.waiting).toBe(0);
    expect(platform.lines).toEqual([]);
  });
});

describe("options as a function", () => {
  test("are asked for once, at the first request, with what the runtime passes", async () => {
    const asked: unknown[] = [];
    const environment = { NAME: "orders" };
    const platform = createPlatform({ env: environment });
    const watch = edgewatch((env) => {
      asked.push(env);
      return { service: "orders", token };
    }, platform);
    const app = withEnvironment(watch.handler(hello), environment);
    expect(asked).toEqual([]);
    await app.fetch(new Request("http://localhost/a"));
    await app.fetch(new Request("http://localhost/a"));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBe(environment);
    expect(await countsOf(app)).toEqual({ "GET /a 200": 2 });
  });

  test.for([
    ["throw", failing(new TypeError("EDGEWATCH is not bound")), "EDGEWATCH is not bound"],
    ["are no good", (): EdgewatchOptions => ({ service: "" }), "service is no name"],
  ] as const)(
    "that %s leave the handler alone, which is told once",
    async ([, options, reason]) => {
      const platform = createPlatform();
      let calls = 0;
      const watch = edgewatch(() => {
        calls++;
        return options();
      }, platform);
      const app = withEnvironment(watch.handler(hello), {});
      for (let index = 0; index < 3; index++) {
        const response = await app.fetch(new Request("http://localhost/a"));
        expect(response).toMatchObject({ status: 200 });
      }
      expect(calls).toBe(1);
      expect(platform.lines).toMatchObject([
        { level: "error", logger: "edgewatch", message: expect.stringContaining(reason) },
      ]);
      expect(requestLines(platform)).toEqual([]);
      expect(() => watch.log.info("nobody listens")).not.toThrow();
      await watch.flush();
      await watch.close();
    },
  );

  test("that throw leave the handler alone even where the console cannot be written to", async () => {
    const write = failing(new Error("EPIPE"));
    const options = failing(new TypeError("EDGEWATCH is not bound"));
    const watch = edgewatch(options, { ...createPlatform(), write });
    const app = withEnvironment(watch.handler(hello), {});
    expect(await app.fetch(new Request("http://localhost/a"))).toMatchObject({ status: 200 });
  });

  test("wait on Workers for the first request, for only that brings the environment", async () => {
    let calls = 0;
    const platform = createPlatform({ name: "workerd" });
    const watch = edgewatch(() => {
      calls++;
      return { service: "orders" };
    }, platform);
    watch.log.info("too early");
    await watch.flush();
    expect(calls).toBe(0);
    await withEnvironment(watch.handler(hello), {}).fetch(new Request("http://localhost/a"));
    watch.log.info("in time");
    expect(calls).toBe(1);
    expect(platform.lines.map(({ message }) => message)).toEqual(["GET /a 200", "in time"]);
  });
});

const hello = { fetch: (_request: Request, _env: unknown) => new Response("hi") };

/** An app that the runtime calls with an environment, as Workers do. */
function withEnvironment(app: typeof hello, env: unknown): Asked {
  return { fetch: (request) => app.fetch(request, env) };
}
