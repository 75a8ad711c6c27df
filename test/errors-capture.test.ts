import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { defineErrors, type CapturedError } from "../src/index.ts";
import { ask } from "./fakes/asking.ts";
import { createCapturing, seenIn } from "./fakes/captured.ts";
import { failing } from "./fakes/failing.ts";
import { requestLines, withoutContext } from "./fakes/fake-platform.ts";

const errors = defineErrors({
  SOLD_OUT: { status: 409, title: "Sold out" },
  BANK_DOWN: { status: 503, title: "The bank does not answer" },
});

describe("a captured error", () => {
  test("tells what failed, where, and for whom, in one record", async () => {
    const { watch, platform, captured } = createCapturing({
      release: "1.2.3",
      environment: "production",
      consumer: (request) => request.headers.get("x-tenant") ?? undefined,
    });
    const app = watch.handler({ fetch: failing(new RangeError("Cannot ship 42 boxes")) });
    await ask(app, "/orders/42?secret=1", { headers: { "x-tenant": "acme" } });
    const [line] = requestLines(platform);
    expect(captured).toMatchObject([
      {
        errorId: expect.stringMatching(/^[0-9a-f]{32}$/),
        timeMs: platform.clock.now(),
        group: { id: expect.stringMatching(/^[0-9a-f]{16}$/) },
        title: "RangeError: Cannot ship <n> boxes",
        classification: { category: "internal", status: 500, code: "INTERNAL", isExpected: false },
        description: { type: "RangeError", message: "Cannot ship 42 boxes" },
        mechanism: "handler",
        place: {
          service: "orders",
          release: "1.2.3",
          environment: "production",
          handler: "http.request",
          method: "GET",
          route: "/orders/:id",
          path: "/orders/42",
          requestId: line?.["request_id"],
          traceId: line?.["trace_id"],
          spanId: line?.["span_id"],
          consumer: "acme",
        },
      },
    ]);
    expect(line).toMatchObject({
      "error.group": captured[0]?.group.id,
      "error.code": "INTERNAL",
      "error.id": captured[0]?.errorId,
    });
  });

  test("is for the consumer that log.set has named", async () => {
    const { watch, captured } = createCapturing();
    const app = watch.handler({
      fetch: () => {
        watch.log.set({ consumer: "acme" });
        throw new Error("no");
      },
    });
    await ask(app, "/");
    expect(captured[0]?.place.consumer).toBe("acme");
  });

  test("brings the last log lines of its own request, oldest first and redacted", async () => {
    const { watch, captured } = createCapturing();
    const app = watch.handler({
      fetch: async (request: Request) => {
        const { pathname } = new URL(request.url);
        for (let index = 0; index < 25; index++) {
          watch.log.info(`${pathname} ${index}`, { password: "hunter2" });
          await Promise.resolve();
        }
        throw new Error(pathname);
      },
    });
    await Promise.all([ask(app, "/a"), ask(app, "/b")]);
    const error = captured.find(({ place }) => place.path === "/a");
    const lines = error?.breadcrumbs.map((text): unknown => JSON.parse(text));
    expect(lines).toHaveLength(20);
    expect(lines?.[0]).toMatchObject({ level: "info", message: "/a 5", logger: "app" });
    expect(lines?.at(-1)).toMatchObject({ message: "/a 24", password: "[REDACTED]" });
  });

  test("holds no secret of any text", async () => {
    const { watch, captured } = createCapturing();
    const cause = new Error("token=hunter2 in the cause");
    const error = Object.assign(new AggregateError([new Error("password=hunter2")], "no"), {
      cause,
      fingerprint: "apikey=hunter2",
    });
    const app = watch.handler({ fetch: failing(error) });
    await ask(app, "/a/password=hunter2");
    expect(captured).toHaveLength(1);
    expect(JSON.stringify(captured)).not.toContain("hunter2");
  });
});

describe("an error is captured once", () => {
  test("a request, however many paths it takes", async () => {
    const error = Object.freeze(new Error("frozen"));
    const { watch, captured } = createCapturing();
    const app = watch.handler({
      fetch: async () => {
        watch.capture(error);
        const forked = watch.log.fork("mail", failing(error));
        await forked.catch(() => {});
        throw error;
      },
    });
    await ask(app, "/");
    expect(seenIn(captured)).toEqual(["capture: frozen"]);
  });

  test.for(["no", null, undefined, 42, Symbol.for("no")])(
    "a request, where it is none but %s",
    async (thrown) => {
      const { watch, captured } = createCapturing();
      const app = watch.handler({
        fetch: () => {
          watch.capture(thrown);
          throw thrown;
        },
      });
      await ask(app, "/");
      await ask(app, "/");
      expect(captured).toHaveLength(2);
    },
  );

  test("in each request that fails with it, as with a promise that is kept", async () => {
    const kept = Promise.reject(new Error("no connection"));
    kept.catch(() => {});
    const { watch, captured } = createCapturing();
    const app = watch.handler({ fetch: () => kept });
    await Promise.all([ask(app, "/"), ask(app, "/"), ask(app, "/")]);
    expect(new Set(captured.map(({ place }) => place.requestId)).size).toBe(3);
    expect(new Set(captured.map(({ group }) => group.id)).size).toBe(1);
  });

  test("where no request can be told, also when it is thrown on", async () => {
    const { watch, captured } = createCapturing({}, withoutContext);
    const app = watch.handler({
      fetch: () => {
        const error = new Error("no");
        watch.capture(error);
        throw error;
      },
    });
    await ask(app, "/");
    expect(seenIn(captured)).toEqual(["capture: no"]);
  });

  test.for([
    ["one watch used twice", 2],
    ["one watch", 1],
  ] as const)("in a Hono app with %s, behind the handler", async ([, times]) => {
    const { watch, captured, platform } = createCapturing();
    const hono = new Hono().onError(watch.onError);
    for (let index = 0; index < times; index++) hono.use(watch.hono());
    hono.route("/shop", new Hono().use(watch.hono()).get("/:sku", failing(new Error("sub"))));
    hono.get("/a/:id", failing(new Error("own")));
    const app = watch.handler(hono);
    for (const path of ["/a/1", "/shop/abc"]) {
      expect((await app.fetch(new Request(`http://localhost${path}`))).status).toBe(500);
    }
    expect(seenIn(captured)).toEqual(["onError: own", "onError: sub"]);
    expect(captured.map(({ place }) => place.route)).toEqual(["/a/:id", "/shop/:sku"]);
    expect(requestLines(platform).map((line) => line["error.id"])).toEqual(
      captured.map(({ errorId }) => errorId),
    );
  });

  test("by each of two watches on one app", async () => {
    const watches = [createCapturing(), createCapturing()];
    const hono = new Hono().onError((_error, c) => c.text("sorry", 500));
    for (const { watch } of watches) hono.use(watch.hono());
    hono.get("/a", failing(new Error("no")));
    await hono.request("/a");
    for (const { captured } of watches) expect(seenIn(captured)).toEqual(["onError: no"]);
  });
});

describe("what is expected", () => {
  test("is on the line with its code, and not captured", async () => {
    const { watch, platform, captured } = createCapturing();
    const app = watch.handler({ fetch: failing(errors.SOLD_OUT()) });
    expect((await ask(app, "/")).status).toBe(409);
    expect(captured).toEqual([]);
    expect(requestLines(platform)).toMatchObject([{ level: "warn", "error.code": "SOLD_OUT" }]);
    expect(requestLines(platform)[0]).not.toHaveProperty(["error.group"]);
  });

  test("is captured when it was answered as a failure of the service", async () => {
    const { watch, captured } = createCapturing();
    const hono = new Hono().use(watch.hono()).onError((_error, c) => c.text("sorry", 500));
    const refused = Object.assign(new Error("no"), { name: "ZodError", issues: [] });
    hono.get("/a", failing(refused));
    await hono.request("/a");
    expect(captured).toMatchObject([{ classification: { code: "VALIDATION", isExpected: false } }]);
  });

  test("is captured for who asks for it", async () => {
    const { watch, captured } = createCapturing();
    const app = watch.handler({
      fetch: () => new Response(watch.capture(errors.SOLD_OUT())),
    });
    expect(await (await ask(app, "/")).text()).toBe(captured[0]?.errorId);
    expect(captured).toHaveLength(1);
  });

  test("is not what the catalogue has as a failure of the service", async () => {
    const { watch, captured } = createCapturing();
    const app = watch.handler({ fetch: failing(errors.BANK_DOWN({ retryAfterSeconds: 30 })) });
    expect((await ask(app, "/")).headers.get("retry-after")).toBe("30");
    expect(captured).toMatchObject([{ title: "BANK_DOWN: The bank does not answer" }]);
  });
});

describe("capture()", () => {
  test("captures what the application has dealt with, with a line of its own", async () => {
    const { watch, platform, captured } = createCapturing();
    const app = watch.handler({
      fetch: () => {
        watch.capture(new Error("no stock"), { fingerprint: "stock" });
        return new Response("hi");
      },
    });
    expect((await ask(app, "/orders/42")).status).toBe(200);
    expect(captured).toMatchObject([
      { mechanism: "capture", group: { key: '["v1","explicit","stock"]' } },
    ]);
    expect(platform.lines).toMatchObject([
      {
        level: "error",
        logger: "errors",
        event: "exception",
        "exception.message": "no stock",
        "error.id": captured[0]?.errorId,
        request_id: captured[0]?.place.requestId,
      },
      { level: "info", "http.response.status_code": 200 },
    ]);
    expect(platform.lines[1]).not.toHaveProperty(["error.id"]);
  });

  test("works outside of invocations", () => {
    const { watch, captured } = createCapturing();
    const error = new Error("no");
    const id = watch.capture(error);
    expect(id).toBe(captured[0]?.errorId);
    expect(watch.capture(error)).toBe(id);
    expect(captured).toMatchObject([{ place: { handler: "runtime", requestId: undefined } }]);
  });
});

describe("a sink of errors that throws", () => {
  test("costs the other sinks and the answer nothing, and is told of once", async () => {
    const others: CapturedError[] = [];
    const errorSinks = [
      failing(new TypeError("no disk")),
      (error: CapturedError) => void others.push(error),
    ];
    const { watch, platform } = createCapturing({ errorSinks });
    const app = watch.handler({ fetch: failing(new Error("no")) });
    for (let index = 0; index < 3; index++) expect((await ask(app, "/")).status).toBe(500);
    expect(others).toHaveLength(3);
    const told = platform.lines.filter(({ logger }) => logger === "edgewatch");
    expect(told).toMatchObject([{ "exception.message": "no disk" }]);
  });
});

test.for(["scheduled", "queue", "email"] as const)(
  "a %s handler that throws is captured, and throws on",
  async (name) => {
    const { watch, platform, captured } = createCapturing();
    const error = new Error("no");
    const app: object = watch.handler({
      fetch: (_request: Request) => new Response("hi"),
      [name]: failing(error),
    });
    const handler: () => Promise<unknown> = Reflect.get(app, name);
    await expect(handler()).rejects.toBe(error);
    expect(captured).toMatchObject([
      { mechanism: "handler", place: { handler: name, method: undefined, route: undefined } },
    ]);
    expect(platform.lines).toMatchObject([{ level: "error", "error.id": captured[0]?.errorId }]);
  },
);

test("work in log.fork that throws is captured, under the route of its request", async () => {
  const { watch, captured } = createCapturing();
  const app = watch.handler({
    fetch: async () => {
      await watch.log.fork("mail", failing(new Error("no"))).catch(() => {});
      return new Response("hi");
    },
  });
  await ask(app, "/orders/42");
  expect(captured).toMatchObject([
    { mechanism: "handler", place: { handler: "mail", method: "GET", route: "/orders/:id" } },
  ]);
});
