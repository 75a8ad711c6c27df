import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame.ts";
import { otherValue, parseSeriesKey } from "../../src/core/labels.ts";
import { ConsumerSketch } from "../../src/metrics/consumer-sketch.ts";
import { FrameRecorder } from "../../src/metrics/frame-recorder.ts";
import { requestsOf } from "../../src/metrics/requests-of.ts";
import { observed } from "../fakes/observed.ts";
import { createRandom, pick } from "../fakes/random.ts";

const timeMs = Date.UTC(2026, 10, 23, 10, 0, 3);
const maxConsumers = 200;
const maxSeries = 2_500;

describe("FrameRecorder with labels", () => {
  test("makes one series a combination", () => {
    const recorder = new FrameRecorder(timeMs);
    for (const [consumer, plan] of [
      ["acme", "pro"],
      ["acme", "free"],
      ["acme", "pro"],
      ["bolt", "pro"],
    ] as const) {
      recorder.observe(observed("GET", "/a", 200, 1, { labels: { plan, consumer } }));
    }
    recorder.observe(observed("GET", "/a", 200, 1));
    recorder.observe(observed("GET", "/a", 200, 1, { labels: { plan: "pro" } }));
    const frame = recorder.toFrame("orders", "v7");
    expect(countBy(frame, "release", "consumer", "plan")).toEqual({
      "v7 acme pro": 2,
      "v7 acme free": 1,
      "v7 bolt pro": 1,
      "v7  ": 1,
      "v7  pro": 1,
    });
    expect(frame.otherConsumers).toBeUndefined();
  });

  test(`names the ${maxConsumers} heaviest consumers, and keeps the remainder exact`, () => {
    const random = createRandom(5);
    const recorder = new FrameRecorder(timeMs);
    const sent = new Map<string, number>();
    for (let request = 0; request < 30_000; request++) {
      // Half of the traffic comes from twenty, the other half from 5,000.
      const consumer =
        random() < 0.5 ? `big ${pick(random, heavy)}` : `c${Math.floor(random() * 5_000)}`;
      sent.set(consumer, (sent.get(consumer) ?? 0) + 1);
      recorder.observe(
        observed("GET", "/a", pick(random, [200, 500]), 1, { labels: { consumer } }),
      );
    }
    const frame = recorder.toFrame("orders");
    const named = countBy(frame, "consumer");
    expect(Object.keys(named).length).toBeLessThanOrEqual(maxConsumers + 1);
    expect(sumOf(named)).toBe(30_000);
    for (const name of heavy) {
      // What it sent before it had a place is in the remainder.
      expect(named[`big ${name}`]).toBeGreaterThan(0.99 * (sent.get(`big ${name}`) ?? 0));
    }
    for (const [name, count] of Object.entries(named)) {
      if (name !== otherValue) expect(count).toBeLessThanOrEqual(sent.get(name) ?? 0);
    }
    const sketch = new ConsumerSketch();
    sketch.merge(frame.otherConsumers ?? "");
    for (const name of Object.keys(named)) if (name !== otherValue) sketch.add(name);
    expect(Math.abs(sketch.count() / sent.size - 1)).toBeLessThan(0.06);
  });

  test("is bounded whatever the labels, and conserves requests by method and status", () => {
    const random = createRandom(9);
    const recorder = new FrameRecorder(timeMs);
    const expected: Record<string, number> = {};
    for (let request = 0; request < 20_000; request++) {
      const method = pick(random, ["GET", "POST"]);
      const status = pick(random, [200, 404, 500]);
      const labels = { plan: `p${random()}`, consumer: `c${Math.floor(random() * 300)}` };
      const route = `/r/${Math.floor(random() * 400)}`;
      recorder.observe(observed(method, route, status, 1, { labels }));
      expected[`${method} ${status}`] = (expected[`${method} ${status}`] ?? 0) + 1;
    }
    const frame = recorder.toFrame("orders");
    expect(frame.series.length).toBeLessThanOrEqual(maxSeries + 6);
    expect(frame.series).toHaveLength(recorder.seriesCount);
    expect(countBy(frame, "method", "status")).toEqual(expected);
    expect(new Set(frame.series.map(([key]) => key)).size).toBe(frame.series.length);
  });

  test("keeps values apart that look alike when put together", () => {
    const recorder = new FrameRecorder(timeMs);
    for (const [plan, tier] of [
      ["a", "bc"],
      ["ab", "c"],
      ["1:a", ""],
    ] as const) {
      recorder.observe(observed("GET", "/a", 200, 1, { labels: { plan, tier } }));
    }
    expect(recorder.seriesCount).toBe(3);
  });
});

const heavy = Array.from({ length: 20 }, (_, index) => index);

function countBy(frame: Frame, ...names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, value] of frame.series) {
    const labels = parseSeriesKey(key);
    const name = names.map((label) => labels[label] ?? "").join(" ");
    counts[name] = (counts[name] ?? 0) + requestsOf(value);
  }
  return counts;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
