import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestLines } from "./fakes/fake-platform.ts";
import { use, type CountedSeries } from "./request/usage-fixtures.ts";

interface Bytes {
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
}

const bodyWaitMs = 20_000;
const text = { "content-type": "text/plain" };

describe("bytes in", () => {
  test.for([
    ["GET", {}, 0],
    ["HEAD", {}, 0],
    ["POST of known length", { method: "POST", headers: { "content-length": "12" } }, 12],
    ["POST of length 0", { method: "POST", headers: { "content-length": "0" } }, undefined],
    ["POST of unknown length", { method: "POST", body: "hello" }, undefined],
    ["POST of nonsense", { method: "POST", headers: { "content-length": "-1" } }, undefined],
  ] as const)("are told of %s without reading it", async ([method, init, expected]) => {
    const used = use();
    await used.send("/a", { ...(method === "HEAD" ? { method } : {}), ...init });
    expect((await bytesOf(used.counted())).bytesIn).toBe(expected);
  });

  test("are those that were captured, when the whole body was read", async () => {
    const used = use({ bodies: { request: {} } }, readAll);
    await used.send("/a", { method: "POST", body: "hällo", headers: text });
    expect((await bytesOf(used.counted())).bytesIn).toBe(6);
  });

  test("are not known of a body that was captured and not read", async () => {
    const used = use({ bodies: { request: {} } });
    await used.send("/a", { method: "POST", body: "hello", headers: text });
    expect((await bytesOf(used.counted())).bytesIn).toBeUndefined();
  });
});

describe("bytes out", () => {
  test.for([
    ["a known length", (): Response => withLength("hello", 5), 5],
    ["no body by its status", (): Response => new Response(null, { status: 204 }), 0],
    ["not modified", (): Response => new Response(null, { status: 304 }), 0],
    ["a stream", (): Response => new Response(streamOf("hello")), undefined],
  ] as const)("are told of %s without reading it", async ([, handler, expected]) => {
    const used = use({}, handler);
    await used.send("/a");
    expect((await bytesOf(used.counted())).bytesOut).toBe(expected);
  });

  test("are none for HEAD", async () => {
    const used = use({ measureBytes: true }, () => withLength("hello", 5));
    await used.send("/a", { method: "HEAD" });
    expect((await bytesOf(used.counted())).bytesOut).toBe(0);
  });

  test("are those that were captured", async () => {
    const used = use(
      { bodies: { response: { maxBytes: 2 } } },
      () => new Response("hällo", { headers: text }),
    );
    await (await used.send("/a")).text();
    expect((await bytesOf(used.counted())).bytesOut).toBe(6);
  });
});

describe("measureBytes", () => {
  const chunks = fc.array(fc.string({ unit: "grapheme", maxLength: 300 }), { maxLength: 6 });

  test("tells the bytes of every body, and changes none", async () => {
    const property = fc.asyncProperty(chunks, chunks, async (sent, answered) => {
      const used = use({ measureBytes: true }, async (request) => {
        expect(await request.text()).toBe(sent.join(""));
        return new Response(streamOf(...answered), {
          headers: { "content-type": "text/event-stream" },
        });
      });
      const init = { method: "POST", body: streamOf(...sent), duplex: "half" };
      const response = await used.send("/a", init);
      expect(await response.text()).toBe(answered.join(""));
      expect(await bytesOf(used.counted())).toEqual({
        bytesIn: byteLength(sent.join("")),
        bytesOut: byteLength(answered.join("")),
      });
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test("leaves responses alone whose length is known", async () => {
    const known = withLength("hello", 5);
    const used = use({ measureBytes: true }, () => known);
    expect(await used.send("/a")).toBe(known);
    expect(await bytesOf(used.counted())).toEqual({ bytesIn: 0, bytesOut: 5 });
  });

  test("knows a response that has no body", async () => {
    const used = use({ measureBytes: true }, () => new Response(null, { status: 404 }));
    await used.send("/a");
    expect(await bytesOf(used.counted())).toEqual({ bytesIn: 0, bytesOut: 0 });
  });

  test("notes sizes on the line, and nothing of what they are the sizes of", async () => {
    const used = use({ measureBytes: true }, readAll);
    await (await used.send("/a", { method: "POST", body: "secret" })).text();
    await used.counted();
    const [line = {}] = requestLines(used.platform);
    expect(line).toMatchObject({ "http.request.body.size": 6, "http.response.body.size": 4 });
    expect(Object.keys(line).filter((name) => name.includes(".body."))).toHaveLength(2);
  });

  test("counts what was sent of a response that the client did not want to the end", async () => {
    const used = use({ measureBytes: true }, () => new Response(streamOf("hello", "world")));
    const reader = (await used.send("/a")).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await bytesOf(used.counted())).bytesOut).toBe(5);
  });

  test("counts a request whose response goes on for ever, without its bytes", async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(bytes("x")) });
    const used = use({ measureBytes: true }, () => new Response(endless));
    const response = await used.send("/a");
    expect(await used.counted()).toEqual([]);
    await used.platform.clock.advance(bodyWaitMs);
    expect(await used.counted()).toMatchObject([{ requests: 1, bytesOut: undefined }]);
    await response.body?.cancel();
    expect(await used.counted()).toMatchObject([{ requests: 1, bytesOut: undefined }]);
  });

  test("fails a response as it would have failed", async () => {
    const broken = new ReadableStream({
      pull() {
        throw new Error("the disk is gone");
      },
    });
    const used = use({ measureBytes: true }, () => new Response(broken));
    await expect((await used.send("/a")).text()).rejects.toThrow("the disk is gone");
    expect(await used.counted()).toMatchObject([{ requests: 1 }]);
  });

  test("waits for thousands of responses with few timers", async () => {
    const used = use({ measureBytes: true }, () => new Response(streamOf("hello")));
    const responses: Response[] = [];
    for (let i = 0; i < 2_000; i++) responses.push(await used.send("/a"));
    expect(used.platform.clock.waiting).toBeLessThan(10);
    for (const response of responses.slice(500)) await response.text();
    await used.platform.clock.advance(bodyWaitMs);
    const [series] = await used.counted();
    expect(series).toMatchObject({ requests: 2_000, bytesOut: 1_500 * 5 });
  });
});

async function bytesOf(counted: Promise<readonly CountedSeries[]>): Promise<Bytes> {
  const [series] = await counted;
  return { bytesIn: series?.bytesIn, bytesOut: series?.bytesOut };
}

async function readAll(request: Request): Promise<Response> {
  await request.text();
  return new Response("done", { headers: text });
}

function withLength(body: string, length: number): Response {
  return new Response(body, { headers: { "content-length": String(length) } });
}

function streamOf(...parts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) {
        const chunk = bytes(part);
        if (chunk.byteLength > 0) controller.enqueue(chunk);
      }
      controller.close();
    },
  });
}

function bytes(part: string): Uint8Array {
  return new TextEncoder().encode(part);
}

function byteLength(part: string): number {
  return bytes(part).byteLength;
}
