import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edgewatch, memoryStore } from "../../src/index.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatMetricKey, type Metric } from "../../src/core/metric.ts";
import type { Batch, Store } from "../../src/core/store.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { effort } from "../fakes/effort.ts";
import { seriesOf } from "../fakes/series.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

const secret = "ingest-s3cret";
const metrics = [[metricKey({ labels: pairs("a") }), seriesOf([1, 1, 0])]] as const;
const good = createBatch(
  "a",
  1,
  { ...createFrame(epochMs), metrics },
  createFrame(epochMs + 10_000),
);
const key = formatSeriesKey({ service: "a", method: "GET", route: "/", status: "200" });

describe("a batch that is none is refused, and nothing of it is applied:", () => {
  test.for([
    ["no JSON", "{"],
    ["no text", "\uFFFF\uD800"],
    ["nothing", ""],
    ["null", "null"],
    ["a number", "1"],
    ["a list", "[]"],
    ["a text", '"batch"'],
    ["an empty object", "{}"],
    ["lists to the depth of 1,000,000", "[".repeat(1_000_000)],
    ["objects to the depth of 100,000", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    [
      "another prototype",
      withBatch({ __proto__: null }, '{"__proto__":{"source":"a","sequence":1,"frames":[]}}'),
    ],
    ["a source of 1 MB", withBatch({ source: "a".repeat(1_000_000) })],
    ["a source that is no text", withBatch({ source: 1 })],
    ["a sequence of 0", withBatch({ sequence: 0 })],
    ["a sequence below 0", withBatch({ sequence: -1 })],
    ["a sequence with a fraction", withBatch({ sequence: 1.5 })],
    ["a sequence beyond all numbers", withBatch({ sequence: 2 ** 53 })],
    ["frames that are none", withBatch({ frames: [1, 2] })],
    ["frames without members", withBatch({ frames: [{}] })],
    ["frames that are an object", withBatch({ frames: { length: 1 } })],
    [
      "two frames of one bucket",
      withBatch({ frames: [createFrame(epochMs), createFrame(epochMs)] }),
    ],
    ["10,000 frames", withBatch({ frames: manyFrames(10_000) })],
    ["a bucket that begins anywhere", withFrame({ startMs: 1 })],
    ["a bucket before all time", withFrame({ startMs: -10_000 })],
    ["a bucket after all time", withFrame({ startMs: 9e15 })],
    ["fewer than no requests", withFrame({ started: -1 })],
    ["half a request", withFrame({ started: 0.5 })],
    ["more requests than numbers", withFrame({ started: 1e308 })],
    ["drops that are an object", withFrame({ dropped: { __proto__: 1 } })],
    ["drops below 0", withFrame({ dropped: [["late", -1]] })],
    ["1,000 reasons", withFrame({ dropped: Array.from({ length: 1_000 }, (_, i) => [`${i}`, 1]) })],
    ["a sketch of nonsense", withFrame({ otherConsumers: "0".repeat(10) })],
    ["50,000 series", withFrame({ series: manySeries(50_000) })],
    ["a series without counts", withFrame({ series: [[key]] })],
    ["counts below 0", withSeries(key, [-1, 0, 0, 0, 0, 0, 0, 1, 0])],
    ["counts as text", withSeries(key, [0, 0, 0, 0, 0, 0, 0, "1", 0])],
    ["a bucket as text", withSeries(key, [...seriesOf([1, 0, 0]), "-5"])],
    ["a bucket of null", withSeries(key, [...seriesOf([1, 0, 0]), null])],
    ["a bucket as a list", withSeries(key, [...seriesOf([1, 0, 0]), [3]])],
    [
      "100,000 buckets",
      withSeries(
        key,
        Array.from({ length: 100_000 }, () => 1),
      ),
    ],
    ["a billion empty buckets", withSeries(key, [...seriesOf([1, 0, 0]), -1_000_000_000, 1])],
    ["an offset far away", withSeries(key, seriesOf([1, 0, 1_000_000_000, 1]))],
    ["a key that is no list", withSeries('{"service":"a"}', seriesOf([1, 1, 0]))],
    ["a key with blanks", withSeries('["a", "GET", "/", "200"]', seriesOf([1, 1, 0]))],
    [
      "a key with empty labels at its end",
      withSeries('["a","GET","/","200",""]', seriesOf([1, 1, 0])),
    ],
    ["own labels out of order", ownKey('"plan","a","kind","b"')],
    ["an own label twice", ownKey('"plan","a","plan","b"')],
    ["an own label without a value", ownKey('"plan",""')],
    ["an own label named __proto__", ownKey('"__proto__","a"')],
    ["six own labels", ownKey('"a","1","b","1","c","1","d","1","e","1","f","1"')],
    ["a method of its own", withSeries('["a","<script>","/","200"]', seriesOf([1, 1, 0]))],
    ["a status of its own", withSeries('["a","GET","/","2000"]', seriesOf([1, 1, 0]))],
    ["metrics that are an object", withFrame({ metrics: {} })],
    ["metrics that are null", withFrame({ metrics: null })],
    ["1,001 metrics", withFrame({ metrics: manyMetrics(1_001) })],
    ["a metric without counts", withFrame({ metrics: [[metricKey()]] })],
    ["a metric with counts below 0", withMetric(metricKey(), [-1, 0, 0, 0, 0, 0, 0, 0, 0])],
    ["a metric with counts as text", withMetric(metricKey(), ["1", 0, 0, 0, 0, 0, 0, 0, 0])],
    ["a metric with too few counts", withMetric(metricKey(), [1])],
    ["a metric whose key is no JSON", withMetric("[")],
    ["a metric whose key is null", withMetric("null")],
    ["a metric whose key is an object", withMetric('{"length":4}')],
    ["a metric whose key is a text", withMetric('"counter"')],
    ["a metric whose key is empty", withMetric("[]")],
    ["a metric whose key holds lists", withMetric('["counter","jobs","","s",["a"],["b"]]')],
    ["a metric with a key with blanks", withMetric('["counter", "jobs","","s"]')],
    ["a metric of no kind", withMetric('["sum","jobs","","s"]')],
    ["a metric without a service", withMetric('["counter","jobs",""]')],
    ["a metric with half a label", withMetric('["counter","jobs","","s","a"]')],
    ["a metric without a name", withMetric(metricKey({ name: "" }))],
    ["a metric with a name of its own", withMetric(metricKey({ name: "<script>" }))],
    ["a metric with a name of two lines", withMetric(metricKey({ name: "a\n" }))],
    ["a metric with a long name", withMetric(metricKey({ name: "a".repeat(129) }))],
    ["a metric with a long unit", withMetric(metricKey({ unit: "s".repeat(33) }))],
    ["a metric with a blank in its unit", withMetric(metricKey({ unit: "a b" }))],
    ["labels of a metric out of order", withMetric(metricKey({ labels: pairs("b", "a") }))],
    ["a label of a metric twice", withMetric(metricKey({ labels: pairs("a", "a") }))],
    ["nine labels of a metric", withMetric(metricKey({ labels: pairs(..."abcdefghi".split("")) }))],
    [
      "a label of a metric with a long name",
      withMetric(metricKey({ labels: pairs("a".repeat(65)) })),
    ],
    ["a label of a metric named __proto__", withMetric(metricKey({ labels: pairs("__proto__") }))],
    ["a label of a metric without a value", withMetric(metricKey({ labels: [["a", ""]] }))],
    ["a long value of a label", withMetric(metricKey({ labels: [["a", "x".repeat(257)]] }))],
    [
      "a metric with a key of 10,000 characters",
      withMetric(metricKey({ service: "s".repeat(10_000) })),
    ],
    [
      "a key of 10,000 characters",
      withSeries(`["a","GET","${"x".repeat(10_000)}","200"]`, seriesOf([1, 1, 0])),
    ],
  ])("%s", async ([, body]) => {
    const hub = createHub();
    const response = await hub.post(body ?? "");
    expect(response.status).toBe(400);
    const { detail } = await problemOf(response);
    expect(detail).toMatch(/^Cannot apply the batch: .+; nothing of it was counted$/);
    expect(detail.length).toBeLessThan(200);
    expect(await hub.figures()).toEqual([]);
    expect((await hub.post(JSON.stringify(good))).status).toBe(200);
    expect(await hub.figures()).toEqual(tally(good.frames));
  });

  test("1,000,000 series", async () => {
    const hub = createHub();
    expect((await hub.post(withFrame({ series: manySeries(1_000_000) }))).status).toBe(413);
    expect(await hub.figures()).toEqual([]);
  });
});

test("what a batch holds beside its own members is not kept", async () => {
  const hub = createHub();
  const sources = [["stranger", [1, 9]]];
  const frames = good.frames.map((frame) => ({ ...frame, sources, constructor: 1 }));
  const body = JSON.stringify({ ...good, frames, sources }).replace("{", '{"__proto__":{"a":1},');
  expect((await hub.post(body)).status).toBe(200);
  expect(await hub.store.totals()).toMatchObject({ sources: 1 });
  expect(JSON.stringify(await hub.store.totals())).not.toContain("stranger");
  expect(Reflect.get({}, "a")).toBeUndefined();
});

describe("whatever is sent", () => {
  const anything = fc.oneof(
    fc.json().map((text): string => text),
    fc.string(),
    mutations(),
  );

  test("is applied as a whole, or refused as a whole with a reason", async () => {
    const property = fc.asyncProperty(anything, async (body) => {
      const hub = createHub();
      const response = await hub.post(body);
      expect([200, 400]).toContain(response.status);
      if (response.status === 200) {
        const { frames }: Batch = JSON.parse(body);
        expect(await hub.figures()).toEqual(tally(frames));
      } else {
        expect((await problemOf(response)).detail).toContain("nothing of it was counted");
        expect(await hub.figures()).toEqual([]);
      }
      await hub.readEverything();
    });
    await fc.assert(property, { numRuns: effort(400, 20_000) });
  }, 300_000);
});

/** A good batch of which one place holds something else. */
function mutations(): fc.Arbitrary<string> {
  const values = fc.oneof(
    fc.constantFrom(0, -1, -0, 1.5, 1e16, "", "1", null, true, [], {}, [[]], key),
    fc.jsonValue({ maxDepth: 3 }),
    fc.integer(),
  );
  return fc
    .record({ place: fc.nat(60), value: values, isLeftOut: fc.boolean() })
    .map(({ place, value, isLeftOut }) => {
      let left = place;
      return JSON.stringify(good, (_, held: unknown) => {
        if (left-- !== 0) return held;
        return isLeftOut ? undefined : value;
      });
    })
    .map((text) => text ?? "null");
}

interface Hub {
  readonly store: Store;
  post(body: string): Promise<Response>;
  figures(): Promise<unknown>;
  /** Fails where what was taken in cannot be asked for. */
  readEverything(): Promise<void>;
}

function createHub(): Hub {
  const store = memoryStore({ clock: new FakeClock(epochMs) });
  const watch = edgewatch(
    { service: "hub", store, token: secret, ingestSecret: secret },
    createPlatform(),
  );
  const app = watch.handler({ fetch: () => new Response("not the hub's") });
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    return await Promise.resolve(
      app.fetch(new Request(`http://localhost${path}`, { headers, ...init })),
    );
  }
  return {
    store,
    post: (body) => ask("/_edgewatch/ingest/batch", { method: "POST", body }),
    figures: async () => tally((await store.totals()).frames),
    async readEverything() {
      for (const path of [
        "/metrics",
        "/_edgewatch/api/usage?by=route,status",
        "/_edgewatch/ingest/totals",
      ]) {
        expect((await ask(path)).status).toBe(200);
      }
    },
  };
}

async function problemOf(response: Response): Promise<{ readonly detail: string }> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return await response.json();
}

function withBatch(changes: object, text = JSON.stringify({ ...good, ...changes })): string {
  return text;
}

function withFrame(changes: object): string {
  return withBatch({
    frames: [createFrame(epochMs), { ...createFrame(epochMs + 10_000), ...changes }],
  });
}

function withSeries(seriesKey: string, value: readonly unknown[]): string {
  return withFrame({ series: [[seriesKey, value]] });
}

function ownKey(own: string): string {
  return withSeries(`["a","GET","/","200","","","","",${own}]`, seriesOf([1, 1, 0]));
}

function metricKey(changes: Partial<Metric> = {}): string {
  const metric = { name: "jobs", unit: "", service: "s", labels: [], ...changes };
  return formatMetricKey({ kind: "counter", ...metric });
}

function pairs(...names: readonly string[]): Metric["labels"] {
  return names.map((name) => [name, "x"]);
}

function withMetric(
  metric: string,
  value: readonly unknown[] = [1, 0, 0, 0, 0, 0, 0, 0, 0],
): string {
  return withFrame({ metrics: [[metric, value]] });
}

function manyMetrics(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => [
    metricKey({ name: `m${i}` }),
    [1, 0, 0, 0, 0, 0, 0, 0, 0],
  ]);
}

function manyFrames(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => ({
    startMs: i * 10_000,
    started: 0,
    dropped: [],
    series: [],
  }));
}

function manySeries(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => [
    formatSeriesKey({ service: "a", method: "GET", route: `/${i}`, status: "200" }),
    [0, 0, 0, 0, 0, 0, 0, 1, 0],
  ]);
}
