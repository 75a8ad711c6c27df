import { describe, expect, test } from "vitest";
import { httpSink } from "../../src/log/http-sink.ts";
import { createRecord, createRequest } from "./http-fakes.ts";

/** Made where workerd refuses timers, requests and random numbers. */
const atModuleScope = httpSink({ url: "https://logs.example/ingest", fetch: () => refuse() });

describe("httpSink() in workerd", () => {
  test("can be made at module scope", () => {
    expect(atModuleScope.counts()).toEqual({ delivered: 0, queued: 0, dropped: {} });
  });

  test("sends gzip NDJSON from a promise that a request holds", async () => {
    const bodies: Uint8Array[] = [];
    const sink = httpSink({
      url: "https://logs.example/ingest",
      delayMs: 20,
      fetch: (_url, init) => {
        if (init.body instanceof Uint8Array) bodies.push(init.body);
        return Promise.resolve(new Response("taken"));
      },
    });
    const { background, held } = createRequest();
    for (const message of ["é", "漢", "😀"]) sink.write(createRecord(message), background);
    expect(held).toHaveLength(1);
    await Promise.all(held);
    const lines = (await gunzip(bodies[0])).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { message: "é" },
      { message: "漢" },
      { message: "😀" },
    ]);
    expect(sink.counts()).toEqual({ delivered: 3, queued: 0, dropped: {} });
  });

  test("does not delay who writes while the receiver hangs", async () => {
    const sink = httpSink({
      url: "https://logs.example/ingest",
      delayMs: 0,
      timeoutMs: 200,
      retries: 0,
      fetch: () => new Promise(() => {}),
    });
    const { background, held } = createRequest();
    const startedMs = Date.now();
    for (let index = 0; index < 1_000; index++) sink.write(createRecord("a"), background);
    expect(Date.now() - startedMs).toBeLessThan(200);
    await Promise.all(held);
    await sink.flush();
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: { gave_up: 1_000 } });
  });
});

function refuse(): Promise<Response> {
  throw new Error("a request at module scope");
}

async function gunzip(body: Uint8Array | undefined): Promise<string> {
  const stream = new Blob([body ?? new Uint8Array()]).stream();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}
