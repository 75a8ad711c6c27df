import { Hono } from "hono";
import { stream, streamSSE, streamText } from "hono/streaming";
import { describe, expect, test } from "vitest";
import { ask } from "./fakes/asking.ts";
import { createCapturing, seenIn } from "./fakes/captured.ts";
import { settle } from "./fakes/fake-clock.ts";
import { requestLines } from "./fakes/fake-platform.ts";

const events = { "content-type": "text/event-stream; charset=utf-8" };

/** A stream that gives some chunks and then fails. */
function breaking(error: unknown, chunks = 1): ReadableStream {
  let left = chunks;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode("data: hi\n\n"));
      else controller.error(error);
    },
  });
}

describe("a body that fails after its headers were sent", () => {
  test("is captured, and the line says that it is not complete", async () => {
    const error = new Error("the source is gone");
    const { watch, platform, captured } = createCapturing();
    const app = watch.handler({ fetch: () => new Response(breaking(error), { headers: events }) });
    const response = await ask(app, "/orders/42");
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("the source is gone");
    await settle();
    expect(captured).toMatchObject([{ mechanism: "stream", place: { route: "/orders/:id" } }]);
    expect(requestLines(platform)).toMatchObject([
      {
        level: "error",
        "http.response.status_code": 200,
        "http.response.body.is_complete": false,
        "http.response.body.size": 10,
        "exception.message": "the source is gone",
        "error.id": captured[0]?.errorId,
      },
    ]);
  });

  test("is captured also when that is long after the line was written", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const body = new ReadableStream({
      async pull(controller) {
        await promise;
        controller.error(new Error("too long"));
      },
    });
    const { watch, platform, captured } = createCapturing();
    const app = watch.handler({ fetch: () => new Response(body, { headers: events }) });
    const reading = expect((await ask(app, "/")).text()).rejects.toThrow("too long");
    await platform.clock.advance(20_000);
    expect(requestLines(platform)).toHaveLength(1);
    expect(captured).toEqual([]);
    resolve();
    await reading;
    await settle();
    expect(seenIn(captured)).toEqual(["stream: too long"]);
    expect(platform.lines.at(-1)).toMatchObject({
      event: "exception",
      "error.id": captured[0]?.errorId,
    });
  });

  test("is no error where its client went away", async () => {
    const { watch, platform, captured } = createCapturing();
    const body = breaking(new Error("never reached"), 100);
    const app = watch.handler({ fetch: () => new Response(body, { headers: events }) });
    const reader = (await ask(app, "/")).body?.getReader();
    await reader?.read();
    await reader?.cancel("bye");
    await settle();
    expect(captured).toEqual([]);
    expect(requestLines(platform)).toMatchObject([
      { level: "info", "http.response.body.is_complete": false },
    ]);
  });

  test("is no error where it breaks off because its client went away", async () => {
    const controller = new AbortController();
    const { watch, captured, platform } = createCapturing();
    const app = watch.handler({
      fetch: ({ signal }: Request) => {
        const body = new ReadableStream({
          pull: (it) =>
            new Promise((resolve) => {
              signal.addEventListener("abort", () => {
                it.error(signal.reason);
                resolve();
              });
            }),
        });
        return new Response(body, { headers: events });
      },
    });
    const request = new Request("http://localhost/", { signal: controller.signal });
    const response = app.fetch(request);
    const reading = expect(response.text()).rejects.toThrow();
    await settle();
    controller.abort();
    await reading;
    await settle();
    expect(captured).toEqual([]);
    expect(requestLines(platform)).toMatchObject([{ "error.code": "ABORTED" }]);
  });
});

test.for([
  ["text", () => new Response("hi")],
  ["JSON", () => Response.json({})],
  ["a buffer", () => new Response(new Uint8Array(3))],
  ["a Blob", () => new Response(new Blob(["abc"]))],
  ["nothing", () => new Response(null)],
  [
    "a stream of a plain type",
    () => new Response(breaking(1), { headers: { "content-type": "a/b" } }),
  ],
] as const)("a response with %s is sent as it is", async ([, create]) => {
  const { watch } = createCapturing();
  const response = create();
  const app = watch.handler({ fetch: () => response });
  expect(await ask(app, "/")).toBe(response);
});

test("Hono's streams are watched, and come as they are", async () => {
  const { watch, platform } = createCapturing();
  const hono = new Hono().use(watch.hono());
  hono.get("/text", (c) => streamText(c, async (out) => void (await out.write("hi"))));
  hono.get("/sse", (c) => streamSSE(c, async (out) => await out.writeSSE({ data: "hi" })));
  hono.get("/plain", (c) => stream(c, async (out) => void (await out.write("hi"))));
  expect(await (await hono.request("/text")).text()).toBe("hi");
  expect(await (await hono.request("/sse")).text()).toBe("data: hi\n\n");
  expect(await (await hono.request("/plain")).text()).toBe("hi");
  await settle();
  const sizes = requestLines(platform).map((line) => line["http.response.body.size"]);
  expect(sizes.slice(0, 2)).toEqual([2, 10]);
});
