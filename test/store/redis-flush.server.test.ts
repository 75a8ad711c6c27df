import { Redis } from "@upstash/redis";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { frameMs, frameStart, type Frame } from "../../src/core/frame.ts";
import { formatSeriesKey, otherValue, parseSeriesKey } from "../../src/core/labels.ts";
import { formatMetricKey, parseMetricKey, type MetricKind } from "../../src/core/metric.ts";
import { ConsumerSketch } from "../../src/metrics/consumer-sketch.ts";
import { FrameRecorder } from "../../src/metrics/frame-recorder.ts";
import { redisStore, type RedisStore } from "../../src/store/redis-store.ts";
import { createBatch, createFrame, unusualNames } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { effort } from "../fakes/effort.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { observed } from "../fakes/observed.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { seriesOf } from "../fakes/series.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";

const epochMs = Date.UTC(2026, 10, 23, 10);
const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

beforeEach(async () => {
  await server.send("FLUSHALL");
  await server.send("CONFIG", "RESETSTAT");
});

describe("a flush to Redis", () => {
  const flushes = effort(1_000, 10_000);

  test(`takes three commands: ${flushes} of 100 requests, counted by the server`, async () => {
    const store = openStore();
    const random = createRandom(3);
    for (let sent = 0; sent < flushes; sent++) {
      const frame = recorded(random, epochMs + (sent % 60) * frameMs, 60, 100);
      await store.apply(createBatch(`source ${sent % 50}`, sent + 1, frame));
    }
    expect(await billed()).toBeLessThanOrEqual(3 * flushes);
    expect((await store.totals()).frames).toMatchObject([{ started: 100 * flushes }]);
  }, 300_000);

  test("takes two commands where it is a duplicate", async () => {
    const store = openStore();
    const batch = createBatch("a", 1, createFrame(epochMs));
    await store.apply(batch);
    await server.send("CONFIG", "RESETSTAT");
    await store.apply(batch);
    expect(await billed()).toBe(2);
  });

  test("of several buckets is one script, and one command more for each", async () => {
    const store = openStore();
    const frames = [0, 1, 2, 3].map((bucket) => createFrame(epochMs + bucket * frameMs));
    await store.apply(createBatch("a", 1, ...frames));
    expect((await server.calls()).get("eval")).toBe(1);
    expect(await billed()).toBe(2 + frames.length);
  });

  test("is added up by the server to the same figures as anywhere", async () => {
    const store = openStore();
    const random = createRandom(11);
    const batches = Array.from({ length: effort(150, 1_000) }, (_, index) => {
      const frame = unusualFrame(random, recorded(random, epochMs, 80, 60));
      return createBatch(unusualNames[index % 3] ?? "", index + 1, frame);
    });
    for (const batch of batches.toSorted(() => random() - 0.5)) {
      expect(await store.apply(batch)).toMatchObject({ applied: 1 });
    }
    for (const batch of batches) expect(await store.apply(batch)).toMatchObject({ duplicate: 1 });
    const sets = (await server.calls()).get("set") ?? 0;
    expect(sets, "times that the server added up").toBeGreaterThan(2);
    const { frames, sources } = await store.totals();
    const sent = batches.flatMap((batch) => batch.frames);
    expect(tally(frames)).toEqual(tally(sent));
    expect(sources).toBe(3);
    expect(frames[0]?.otherConsumers).toBe(mergedSketch(sent));
  }, 120_000);

  test("keeps numbers exact up to 2^53", async () => {
    const store = openStore();
    const half = 2 ** 52 - 1;
    const frame = createFrame(epochMs, seriesOf([half, 0, -310, half]));
    // Long names make the server add up.
    const fill = Array.from({ length: 300 }, (_, index) => filler(index));
    for (const sequence of [1, 2]) {
      const series = [...frame.series, ...fill];
      await store.apply(createBatch("a", sequence, { ...frame, started: half, series }));
    }
    const { frames } = await store.totals();
    expect(frames[0]?.started).toBe(2 * half);
    const figures = new Map(tally(frames));
    expect(figures.get(`sum ${frame.series[0]?.[0]}`)).toBe(2 * half);
    expect(figures.get(`bucket -310 ${frame.series[0]?.[0]}`)).toBe(2 * half);
  });

  test("that finds its bucket full gives up names, never a request, method or status", async () => {
    const store = openStore();
    const wanted = { GET: 0, POST: 0 };
    for (let sequence = 1; sequence <= 40; sequence++) {
      const method = sequence % 2 === 0 ? "GET" : "POST";
      const series = Array.from({ length: 400 }, (_, index) => {
        const consumer = `consumer ${sequence}.${index}`;
        const labels = { service: "orders", method, route: "/orders", status: "200", consumer };
        return [formatSeriesKey(labels), seriesOf([1_500, 0, -310, 1])] as const;
      });
      wanted[method] += 400;
      const frame = { ...createFrame(epochMs), started: 400, series };
      expect(await store.apply(createBatch("a", sequence, frame))).toMatchObject({ applied: 1 });
    }
    const { frames } = await store.read({ fromMs: epochMs, toMs: epochMs + frameMs }, frameMs);
    const [frame] = frames;
    expect(frame?.started).toBe(16_000);
    expect(frame?.series.length).toBeLessThan(8_000);
    const counted = { GET: 0, POST: 0 };
    for (const [key, value] of frame?.series ?? []) {
      const { method, route } = parseSeriesKey(key);
      expect(route).toBe("/orders");
      counted[method === "GET" ? "GET" : "POST"] += value[9] ?? 0;
    }
    expect(counted).toEqual(wanted);
    const hidden = new ConsumerSketch();
    hidden.merge(frame?.otherConsumers ?? "");
    expect(hidden.count()).toBeGreaterThan(1_000);
  }, 60_000);

  test("that finds its bucket full of metrics gives up their labels, and no name of a series", async () => {
    const store = openStore();
    const sent = 20;
    for (let sequence = 1; sequence <= sent; sequence++) {
      const metrics = Array.from({ length: 500 }, (_, index) => {
        const labels = [["job", `job ${sequence}.${index}`.padEnd(100, "x")] as const];
        const metric = { name: `m${index % 100}`, unit: "s", service: "orders", labels };
        return [
          formatMetricKey({ ...metric, kind: "histogram" }),
          seriesOf([1_500, 0, -310, 1]),
        ] as const;
      });
      const series = Array.from({ length: 20 }, (_, index) => filler(20 * sequence + index));
      const frame = { ...createFrame(epochMs), series, metrics };
      expect(await store.apply(createBatch("a", sequence, frame))).toMatchObject({ applied: 1 });
    }
    const { frames } = await store.read({ fromMs: epochMs, toMs: epochMs + frameMs }, frameMs);
    const [frame = createFrame(0)] = frames;
    const counts: Record<string, number> = {};
    for (const [key, value] of frame.metrics ?? []) {
      const { name } = parseMetricKey(key);
      counts[name] = (counts[name] ?? 0) + (value[9] ?? 0);
    }
    const names = Array.from({ length: 100 }, (_, index) => [`m${index}`, 5 * sent] as const);
    expect(counts).toEqual(Object.fromEntries(names));
    expect(frame.metrics?.length).toBeLessThan(6_000);
    expect(JSON.stringify(frame.metrics)).toContain(otherValue);
    expect(frame.series).toHaveLength(20 * sent);
    expect(JSON.stringify(frame.series)).not.toContain(otherValue);
  }, 60_000);

  test("of clocks gone mad is refused before the hours that they name are too many", async () => {
    const store = openStore();
    for (let from = 0; from < 1_200; from += 300) {
      const frames = Array.from({ length: 300 }, (_, index) => hourAhead(from + index));
      const applied = store.apply(createBatch("a", from + 1, ...frames));
      if (from < 900) await applied;
      else await expect(applied).rejects.toThrow(/^Cannot apply the batch: too many hours wait/);
    }
    expect(await store.apply(createBatch("b", 1, hourAhead(0)))).toMatchObject({ applied: 1 });
  });

  test("lives longer than its bucket is needed, and not for ever", async () => {
    const store = openStore();
    await store.apply(createBatch("a", 1, createFrame(epochMs), createFrame(epochMs + frameMs)));
    const key = `edgewatch:10s/${String(epochMs + frameMs).padStart(16, "0")}`;
    const seconds = await server.send("TTL", key);
    expect(seconds).toBeGreaterThan(90 * 86_400);
    expect(seconds).toBeLessThanOrEqual(90 * 86_400 + 3_600 + 10);
  });
});

describe("a client of @upstash/redis", () => {
  test.for([
    ["as it comes", {}],
    ["without base64", { responseEncoding: false }],
    ["that pipelines by itself", { enableAutoPipelining: true }],
    ["that leaves answers alone", { automaticDeserialization: false }],
  ] as const)("%s works", async ([, config]) => {
    const redis = new Redis({ ...proxy.address, enableTelemetry: false, ...config });
    const store = redisStore(redis, { clock: new FakeClock(epochMs) });
    const frames = unusualNames.map((name, index) => ({
      ...createFrame(epochMs + index * frameMs),
      dropped: [[name, 3]] as const,
    }));
    await store.apply(createBatch("1", 1, ...frames));
    expect(tally((await store.totals()).frames)).toEqual(tally(frames));
    await store.compact();
  });
});

function openStore(): RedisStore {
  return redisStore(proxy.address, { clock: new FakeClock(epochMs) });
}

/** Commands that a server bills: scripts and what they call, but not what the tests ask. */
async function billed(): Promise<number> {
  let sum = 0;
  for (const [name, calls] of await server.calls()) {
    if (!/^(config|info|flushall)/.test(name)) sum += calls;
  }
  return sum;
}

function recorded(random: () => number, startMs: number, series: number, requests: number): Frame {
  const recorder = new FrameRecorder(frameStart(startMs));
  for (let request = 0; request < requests; request++) {
    recorder.begin();
    const number = Math.floor(random() * series);
    const status = pick(random, [200, 404, 500]);
    const durationMs = 20 * 10 ** (random() * 3 - 1);
    recorder.observe(observed("GET", `/orders/${number % 20}`, status, durationMs));
  }
  return recorder.toFrame("orders");
}

/** The frame with names, drops and sketches as they may come. */
function unusualFrame(random: () => number, frame: Frame): Frame {
  const name = pick(random, unusualNames);
  const key = formatSeriesKey({ service: name, method: "GET", route: name, status: "200" });
  const offset = Math.floor(random() * 40) - 20;
  const value = [1, 2, 3, 4, 5, 6, 7, Math.floor(random() * 3), offset, 1, 0, 0, 2];
  const consumers = new ConsumerSketch();
  consumers.add(`consumer ${Math.floor(random() * 1_000)}`);
  const sketch = random() < 0.3 ? { otherConsumers: consumers.toText() } : {};
  const labels = name === "" ? [] : [["queue", name] as const];
  const kind = pick<MetricKind>(random, ["counter", "gauge", "histogram"]);
  const metric = formatMetricKey({ kind, name: "jobs", unit: "s", service: name, labels });
  return {
    ...frame,
    series: [...frame.series, [key, value]],
    dropped: [[name, 7]],
    metrics: [[metric, value]],
    ...sketch,
  };
}

function mergedSketch(frames: readonly Frame[]): string {
  const sketch = new ConsumerSketch();
  for (const { otherConsumers } of frames) {
    if (otherConsumers !== undefined) sketch.merge(otherConsumers);
  }
  return sketch.toText();
}

function hourAhead(hour: number): Frame {
  return createFrame(epochMs + hour * 3_600_000);
}

function filler(index: number): readonly [string, readonly number[]] {
  const route = `/${index}/`.padEnd(256, "x");
  const labels = { service: "orders", method: "GET", route, status: "200" };
  return [formatSeriesKey(labels), seriesOf([1_500, 0, -310, 1])];
}
