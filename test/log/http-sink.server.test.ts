import { afterEach, describe, expect, test } from "vitest";
import type { HttpSinkOptions } from "../../src/log/http-options.ts";
import { httpSink, type HttpSink } from "../../src/log/http-sink.ts";
import { createFormat } from "../../src/log/log-format.ts";
import { effort } from "../fakes/effort.ts";
import { accounted, createRecord } from "./http-fakes.ts";
import { answer, startReceiver, type LoopbackReceiver, type Respond } from "./http-receiver.ts";

const receivers: LoopbackReceiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

describe("httpSink() over loopback", () => {
  test("sends gzip NDJSON that holds the very lines", async () => {
    const { sink, received } = await setUp((response) => answer(response, 200));
    const format = createFormat("otel");
    const texts = ["plain", "é 漢 😀", 'quote " and \\', "line\nfeed", "lone \ud83d surrogate"];
    const records = texts.map((text, index) => createRecord(text, "info", 1e12 + index));
    for (const record of records) sink.write(record, undefined);
    await sink.flush();
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "application/x-ndjson",
      authorization: "Bearer key",
    });
    expect([...(received[0]?.body.subarray(0, 2) ?? [])]).toEqual([0x1f, 0x8b]);
    expect(received[0]?.lines).toEqual(records.map((record) => format(record)));
    for (const line of received[0]?.lines ?? []) expect(JSON.parse(line)).toBeTypeOf("object");
    expect(sink.counts()).toEqual({ delivered: 5, queued: 0, dropped: {} });
  });

  test("sends plain NDJSON where asked to", async () => {
    const { sink, received } = await setUp((response) => answer(response, 204), { gzip: false });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(received[0]?.headers["content-encoding"]).toBeUndefined();
    expect(new TextDecoder().decode(received[0]?.body)).toMatch(/^\{.*"message":"a".*\}\n$/);
  });

  test("repeats after 500, after 429 with Retry-After, and after a reset", async () => {
    const times: number[] = [];
    const { sink, received } = await setUp((response, index) => {
      times.push(performance.now());
      if (index === 0) answer(response, 500);
      else if (index === 1) answer(response, 429, { "retry-after": "1" });
      else if (index === 2) response.destroy();
      else answer(response, 200);
    });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(new Set(received.map(({ batch }) => batch)).size).toBe(1);
    expect(received).toHaveLength(4);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(950);
    expect(sink.counts()).toEqual({ delivered: 1, queued: 0, dropped: {} });
  });

  test("drops what is answered with 400", async () => {
    const { sink, received } = await setUp((response) => answer(response, 400));
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(received).toHaveLength(1);
    expect(sink.counts().dropped).toEqual({ rejected_4xx: 1 });
  });

  test("gives up on a receiver that hangs", async () => {
    const { sink, received } = await setUp(() => {}, { timeoutMs: 100, retries: 2 });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(received).toHaveLength(3);
    expect(sink.counts().dropped).toEqual({ gave_up: 1 });
  });

  test("gives up on a receiver that is absent", async () => {
    const { sink, close } = await setUp(() => {}, { retries: 1 });
    await close();
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(sink.counts().dropped).toEqual({ gave_up: 1 });
  });

  test("waits for a receiver that is slow", async () => {
    const { sink, received } = await setUp((response) => {
      setTimeout(() => answer(response, 200), 300);
    });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(received).toHaveLength(1);
    expect(sink.counts().delivered).toBe(1);
  });

  test("serves many batches by one connection, whatever the answers hold", async () => {
    const options = { maxBatchRecords: 1 };
    const { sink, connections } = await setUp((response) => {
      response.writeHead(200).end("x".repeat(20_000));
    }, options);
    for (let index = 0; index < 20; index++) sink.write(createRecord(`${index}`), undefined);
    await sink.flush();
    expect(sink.counts().delivered).toBe(20);
    expect(connections()).toBeLessThan(4);
  });

  test("takes an answer whose body never ends", async () => {
    const { sink } = await setUp((response) => {
      const flood = setInterval(() => response.write("x".repeat(50_000)), 5);
      response.writeHead(200).on("close", () => clearInterval(flood));
    });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(sink.counts().delivered).toBe(1);
  });

  test("does not go where a redirect leads to another origin", async () => {
    const other = await setUp((response) => answer(response, 200));
    const { sink, received } = await setUp((response, index) => {
      if (index === 0) answer(response, 307, { location: "/moved" });
      else answer(response, 308, { location: other.url });
    });
    sink.write(createRecord("a"), undefined);
    await sink.flush();
    expect(received.map(({ lines }) => lines.length)).toEqual([1, 1]);
    expect(other.received).toEqual([]);
    expect(sink.counts().dropped).toEqual({ redirected: 1 });
  });

  test("delivers every line or counts it as dropped, with a slow receiver", async () => {
    const { sink, received } = await setUp((response) => {
      setTimeout(() => answer(response, 200), 20);
    });
    const written = await writeMany(sink, effort(20_000, 1_000_000));
    await sink.flush();
    const { delivered, queued } = sink.counts();
    expect(accounted(sink)).toBe(written);
    expect(queued).toBe(0);
    expect(received.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(delivered);
  });

  test("keeps memory bounded with a receiver that hangs", { timeout: 120_000 }, async () => {
    const { sink, close } = await setUp(() => {});
    await writeMany(sink, 30_000);
    const beforeBytes = process.memoryUsage().rss;
    const written = 30_000 + (await writeMany(sink, effort(100_000, 1_000_000)));
    const grownBytes = process.memoryUsage().rss - beforeBytes;
    const { delivered, queued, dropped } = sink.counts();
    expect(delivered).toBe(0);
    expect(queued).toBeLessThanOrEqual(10_500);
    expect(dropped).toEqual({ queue_full: written - queued });
    expect(grownBytes).toBeLessThan(100e6);
    await close();
  });
});

interface LoopbackSetup extends LoopbackReceiver {
  readonly sink: HttpSink;
}

async function setUp(
  respond: Respond,
  options: Partial<HttpSinkOptions> = {},
): Promise<LoopbackSetup> {
  const receiver = await startReceiver(respond);
  receivers.push(receiver);
  const headers = { authorization: "Bearer key" };
  const sink = httpSink({ url: receiver.url, headers, random: () => 0.01, ...options });
  return { ...receiver, sink };
}

/** Writes without a pause, except to let I/O happen now and then. */
async function writeMany(sink: HttpSink, count: number): Promise<number> {
  const padding = "x".repeat(300);
  for (let index = 0; index < count; index++) {
    sink.write(createRecord(`${index} ${padding}`, index % 50 === 0 ? "error" : "info"), undefined);
    if (index % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return count;
}
