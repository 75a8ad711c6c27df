import { readProperty } from "../../src/core/read-property.ts";
import { describe, expect, test } from "vitest";
import { settle } from "../fakes/fake-clock.ts";
import { createCapture, type Circumstances } from "./captured.ts";
import { readEnvelope, readEvent, type ReceivedEvent } from "./envelopes.ts";
import { dsn, setUp, type Forwarding } from "./receiver.ts";
import type { SentryOptions } from "../../src/errors/sentry-forwarder.ts";

const capture = createCapture();

describe("an event", () => {
  test("tells what failed, where and for which request", async () => {
    const event = await forwarded({ timeMs: 1_795_426_506_254 });
    expect(event).toMatchObject({
      timestamp: 1_795_426_506.254,
      transaction: "GET /orders/:id",
      request: { method: "GET", url: "/orders/17" },
      contexts: {
        trace: { trace_id: "b89c98069a96d54b77e632d58d766ca4", span_id: "476c8e8eafcdf5f1" },
      },
      tags: {
        service: "orders",
        handler: "http.request",
        route: "/orders/:id",
        code: "INTERNAL",
        category: "internal",
        status: "500",
        request_id: "9bfc2642c2f1da7f502bd32bc4afaf2a",
        group_count: "1",
      },
      extra: { suppressed: 0 },
      exception: {
        values: [
          {
            type: "TypeError",
            value: "no such order: 17",
            mechanism: { type: "handler", handled: false },
          },
        ],
      },
    });
    expect(event["user"]).toBeUndefined();
    expect(event["release"]).toBeUndefined();
  });

  test("has the id of the error, and the group as its fingerprint", async () => {
    const { sentry, receiver } = setUp();
    const error = capture();
    sentry.forward(error);
    await settle();
    expect(receiver.events).toMatchObject([
      { event_id: error.errorId, fingerprint: [error.group.id] },
    ]);
  });

  test("goes where the DSN says, as an envelope, with the trace in its header", async () => {
    const { sentry, receiver } = setUp(undefined, {
      dsn: "http://key:old@127.0.0.1:8000/some/path/7",
      release: "1.2.3",
      environment: "staging",
    });
    sentry.forward(capture());
    await settle();
    const [post] = receiver.posts;
    expect(post?.url).toMatch(
      /^http:\/\/127\.0\.0\.1:8000\/some\/path\/api\/7\/envelope\/\?sentry_key=key&sentry_version=7/,
    );
    expect(post?.headers.get("content-type")).toBe("application/x-sentry-envelope");
    expect(readEnvelope(post?.body ?? "").header["trace"]).toMatchObject({
      trace_id: "b89c98069a96d54b77e632d58d766ca4",
      release: "1.2.3",
      environment: "staging",
    });
  });

  test("has release and environment of where it failed, else those of the options", async () => {
    const options = { release: "1.2.3", environment: "staging" };
    expect(await forwarded({}, options)).toMatchObject(options);
    const place = { release: "1.2.4", environment: "production" };
    expect(await forwarded({ place }, options)).toMatchObject(place);
  });

  test("names the consumer as the user only where asked to", async () => {
    expect(JSON.stringify(await forwarded())).not.toContain("acme");
    expect(await forwarded({}, { sendConsumer: true })).toMatchObject({ user: { id: "acme" } });
  });

  test("has no query, whatever the path holds", async () => {
    const event = await forwarded({ place: { path: "/a?b=c#d" } });
    expect(event["request"]).toEqual({ method: "GET", url: "/a" });
  });

  test("tells of a failure outside of requests", async () => {
    const place = {
      handler: "scheduled",
      method: undefined,
      route: undefined,
      path: undefined,
      requestId: undefined,
      traceId: undefined,
      spanId: undefined,
      consumer: undefined,
    };
    const event = await forwarded({ place }, { sendConsumer: true });
    expect(event["transaction"]).toBe("scheduled");
    expect(event["request"]).toBeUndefined();
    expect(event["user"]).toBeUndefined();
    expect(Object.keys(event.tags)).not.toContain("route");
  });

  test("says that what was captured by hand was handled", async () => {
    expect(await forwarded({ mechanism: "capture" })).toMatchObject({
      exception: { values: [{ mechanism: { type: "capture", handled: true } }] },
    });
  });

  test("has the frames oldest first, and marks those of the application", async () => {
    const thrown = Object.assign(new Error("a"), {
      stack:
        "Error: a\n    at pay (file:///app/src/pay.ts:3:9)\n    at run (/app/node_modules/x/i.js:1:1)\n    at node:internal/main:5:6",
    });
    const event = await forwarded({ thrown });
    expect(event.exception.values[0]?.stacktrace?.frames).toEqual([
      expect.objectContaining({ in_app: false }),
      { function: "run", filename: "/app/node_modules/x/i.js", lineno: 1, colno: 1, in_app: false },
      { function: "pay", filename: "/app/src/pay.ts", lineno: 3, colno: 9, in_app: true },
    ]);
  });

  test("has causes and the errors of an AggregateError, each with its parent", async () => {
    const many = new AggregateError([new TypeError("a"), new RangeError("b")], "two failed");
    const event = await forwarded({ thrown: new Error("outer", { cause: many }) });
    expect(event.exception.values).toMatchObject([
      { type: "RangeError", mechanism: { source: "errors[1]", exception_id: 3, parent_id: 1 } },
      { type: "TypeError", mechanism: { source: "errors[0]", exception_id: 2, parent_id: 1 } },
      {
        value: "two failed",
        mechanism: { is_exception_group: true, exception_id: 1, parent_id: 0 },
      },
      { value: "outer", mechanism: { type: "handler", exception_id: 0 } },
    ]);
  });

  test("says how many errors an AggregateError had, if not all are told", async () => {
    const errors = Array.from({ length: 10_000 }, (_, index) => new Error(`e${index}`));
    const event = await forwarded({ thrown: new AggregateError(errors, "many") });
    expect(event.exception.values).toHaveLength(11);
    expect(event.extra).toMatchObject({ errors: 10_000 });
  });

  test("has the log lines before it as breadcrumbs", async () => {
    const line = JSON.stringify({
      timestamp: "2026-11-23T05:29:10.570Z",
      level: "warn",
      message: "slow",
      logger: "app",
      "order.id": 17,
      request_id: "r",
    });
    const event = await forwarded({ breadcrumbs: [line, "no JSON", "[1]", "{}"] });
    expect(event["breadcrumbs"]).toEqual([
      {
        timestamp: Date.UTC(2026, 10, 23, 5, 29, 10, 570) / 1_000,
        level: "warning",
        message: "slow",
        category: "app",
        data: { "order.id": 17 },
      },
      { message: "no JSON" },
      { message: "[1]" },
      {},
    ]);
  });

  test("has the ids of source maps that a bundler has put in", async () => {
    const debugId = "11111111-2222-4333-8444-555555555555";
    const stack = "Error: a\n    at pay (/app/bundle.js:3:9)";
    Reflect.set(globalThis, "_sentryDebugIds", { [stack]: debugId });
    try {
      const event = await forwarded({ thrown: Object.assign(new Error("a"), { stack }) });
      expect(event["debug_meta"]).toEqual({
        images: [{ type: "sourcemap", code_file: "/app/bundle.js", debug_id: debugId }],
      });
    } finally {
      Reflect.deleteProperty(globalThis, "_sentryDebugIds");
    }
  });
});

describe("the size of an event", () => {
  test.for([
    ["a message of 10 MB", { thrown: new Error("x".repeat(10_000_000)) }],
    ["breadcrumbs without end", { breadcrumbs: Array.from({ length: 5_000 }, () => longLine()) }],
    ["texts that take three bytes a character", { thrown: deepError("漢".repeat(1_000)) }],
    [
      "everything at once",
      { thrown: deepError("漢"), breadcrumbs: Array.from({ length: 99 }, longLine) },
    ],
  ] as const)("is at most 200 kB with %s", async ([, circumstances]) => {
    const { sentry, receiver } = setUp();
    sentry.forward(capture(circumstances));
    await settle();
    expect(receiver.taken).toHaveLength(1);
    const [body = ""] = receiver.taken;
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(200_000);
    expect(readEvent(body).exception.values.at(-1)?.value).not.toBe("");
  });
});

describe("a check-in", () => {
  const run = { name: "orders */5 * * * *", schedule: "*/5 * * * *", durationMs: 1_234 };

  test("tells how a job ended, how long it took, and its schedule", async () => {
    const { sentry, receiver } = setUp(undefined, { release: "1.2.3", checkIns: true });
    sentry.checkIn?.({ ...run, hasFailed: true });
    sentry.checkIn?.({ ...run, hasFailed: false });
    await settle();
    const { type, payload } = readEnvelope(receiver.taken[0] ?? "");
    expect(type).toBe("check_in");
    expect(payload).toMatchObject({
      monitor_slug: expect.stringMatching(/^orders-5-[0-9a-f]{8}$/),
      status: "error",
      duration: 1.234,
      release: "1.2.3",
      monitor_config: { schedule: { type: "crontab", value: "*/5 * * * *" }, timezone: "UTC" },
    });
    expect(readEnvelope(receiver.taken[1] ?? "").payload).toMatchObject({ status: "ok" });
  });

  test("has a slug that Sentry takes, and another one for each job", async () => {
    const { sentry, receiver } = setUp(undefined, { checkIns: true });
    const names = [
      "a 0 * * * *",
      "a * 0 * * *",
      "x".repeat(300),
      "Müller 0 0 * * *",
      "日本 * * * * *",
    ];
    for (const name of names) sentry.checkIn?.({ ...run, name, hasFailed: false });
    await settle();
    const slugs = receiver.taken.map((body) =>
      readProperty(readEnvelope(body).payload, "monitor_slug"),
    );
    expect(new Set(slugs).size).toBe(names.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]{1,50}$/);
  });

  test("is not sent where nobody asked for it", async () => {
    const { sentry, receiver } = setUp();
    sentry.checkIn?.({ ...run, hasFailed: true });
    await settle();
    expect(receiver.posts).toEqual([]);
  });
});

describe("a DSN", () => {
  test.for([
    undefined,
    "",
    "nonsense",
    "https://sentry.example/42",
    "https://key@sentry.example/",
    "https://key@sentry.example/project",
    "ftp://key@sentry.example/42",
    "https://secretkey@sentry example/42",
  ])("that is wrong is told once, and nothing else happens: %j", async (wrong) => {
    const told: string[] = [];
    const { sentry, receiver } = setUp(undefined, { dsn: wrong, warn: (it) => void told.push(it) });
    expect(told).toEqual([sentry.problem]);
    expect(sentry.problem).toMatch(/^Cannot forward errors: .*; give https:/);
    expect(sentry.problem).not.toContain("secretkey");
    sentry.forward(capture());
    sentry.checkIn?.({ name: "a", schedule: "* * * * *", hasFailed: false, durationMs: 1 });
    await sentry.flush(1_000);
    expect([receiver.posts, told.length, sentry.counts.sent]).toEqual([[], 1, 0]);
  });

  test("that is right is no problem", () => {
    const told: string[] = [];
    const { sentry } = setUp(undefined, { dsn, warn: (it) => void told.push(it) });
    expect([sentry.problem, told]).toEqual([undefined, []]);
  });

  test("that is wrong does no harm where the warning throws", () => {
    const { sentry } = setUp(undefined, {
      dsn: "",
      warn: () => {
        throw new Error("no console");
      },
    });
    expect(sentry.problem).toBeDefined();
  });
});

test("toucan-js leaves no handlers behind", async () => {
  await forwarded();
  const marked = ["onerror", "onunhandledrejection"].filter((name) => {
    const handler: unknown = Reflect.get(globalThis, name);
    return typeof handler === "function" && "__SENTRY_INSTRUMENTED__" in handler;
  });
  expect(marked).toEqual([]);
});

async function forwarded(
  circumstances: Circumstances = {},
  options: Omit<Partial<SentryOptions>, "clock"> = {},
): Promise<ReceivedEvent> {
  const { sentry, receiver }: Forwarding = setUp(undefined, options);
  sentry.forward(capture(circumstances));
  await settle();
  expect(receiver.taken).toHaveLength(1);
  return readEvent(receiver.taken[0] ?? "");
}

function longLine(): string {
  return JSON.stringify({
    level: "info",
    message: "漢".repeat(5_000),
    a: { b: "x".repeat(9_000) },
  });
}

/** As much as a description takes. */
function deepError(message: string): Error {
  let error: Error | undefined;
  for (let depth = 0; depth < 8; depth++) {
    const stack = Array.from(
      { length: 60 },
      (_, line) => `    at ${"f".repeat(200)} (/${"漢".repeat(200)}.ts:${line + 1}:1)`,
    ).join("\n");
    const options = error === undefined ? {} : { cause: error };
    const errors = Array.from({ length: 20 }, () => Object.assign(new Error(message), { stack }));
    error = Object.assign(new AggregateError(errors, message, options), { stack });
  }
  return error ?? new Error(message);
}
