import { observed } from "../fakes/observed.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationsAt, frameMs, type Frame } from "../../src/core/frame.ts";
import { otherValue, parseSeriesKey } from "../../src/core/labels.ts";
import { FrameRecorder } from "../../src/metrics/frame-recorder.ts";
import { anyText } from "../fakes/any-text.ts";
import { createRandom, pick } from "../fakes/random.ts";

const timeMs = Date.UTC(2026, 10, 23, 10, 0, 3);
const maxRoutes = 200;
const methods = ["GET", "POST", "DELETE"] as const;
const statuses = [200, 404, 500] as const;

describe("FrameRecorder", () => {
  test("belongs to the 10 s that hold its time", () => {
    expect(new FrameRecorder(timeMs).startMs).toBe(timeMs - 3_000);
    expect(new FrameRecorder(timeMs - 3_000).startMs).toBe(timeMs - 3_000);
    expect(new FrameRecorder(timeMs - 3_001).startMs).toBe(timeMs - 3_000 - frameMs);
  });

  test("makes one series a method, route and status", () => {
    const recorder = new FrameRecorder(timeMs);
    recorder.observe(observed("GET", "/a", 200, 1));
    recorder.observe(observed("GET", "/a", 200, 2));
    recorder.observe(observed("POST", "/a", 200, 3));
    recorder.observe(observed("GET", "/a", 404, 4));
    recorder.observe(observed("GET", "/b", 200, 5));
    expect(recorder.seriesCount).toBe(4);
    expect(recorder.finished).toBe(5);
    expect(countBy(recorder.toFrame("orders"), "method", "route", "status")).toEqual({
      "GET /a 200": 2,
      "POST /a 200": 1,
      "GET /a 404": 1,
      "GET /b 200": 1,
    });
  });

  test("tells what began from what finished, and what was dropped by reason", () => {
    const recorder = new FrameRecorder(timeMs);
    recorder.begin();
    recorder.begin();
    recorder.observe(observed("GET", "/a", 200, 1));
    recorder.drop("store_unavailable", 3);
    recorder.drop("store_unavailable", 4);
    recorder.drop("__proto__", 1);
    const frame = recorder.toFrame("orders");
    expect(frame.started).toBe(2);
    expect(frame.dropped).toEqual([
      ["store_unavailable", 7],
      ["__proto__", 1],
    ]);
  });

  test(`keeps ${maxRoutes} routes; what goes beyond keeps its method and status`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed);
      const recorder = new FrameRecorder(timeMs);
      const seen = new Set<number>();
      const expected: Record<string, number> = {};
      for (let request = 0; request < 1_500; request++) {
        const route = Math.floor(random() * 400);
        const [method, status] = [pick(random, methods), pick(random, statuses)];
        recorder.observe(observed(method, `/route/${route}`, status, 1));
        if (seen.size < maxRoutes) seen.add(route);
        const label = seen.has(route) ? `/route/${route}` : otherValue;
        const name = `${method} ${label} ${status}`;
        expected[name] = (expected[name] ?? 0) + 1;
      }
      expect(countBy(recorder.toFrame("orders"), "method", "route", "status")).toEqual(expected);
    }
  });

  test("names what goes beyond (other)", () => {
    expect(otherValue).toBe("(other)");
  });

  test("takes any service and route as a label", () => {
    fc.assert(
      fc.property(anyText(), anyText(), (service, route) => {
        const recorder = new FrameRecorder(timeMs);
        recorder.observe(observed("GET", route, 200, 1));
        const keys = recorder.toFrame(service).series.map(([key]) => key);
        expect(keys.map(parseSeriesKey)).toMatchObject([
          { service, method: "GET", route, status: "200" },
        ]);
      }),
    );
  });
});

function countBy(
  frame: Frame,
  ...names: ("method" | "route" | "status")[]
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, value] of frame.series) {
    const [, zero = 0, , ...buckets] = value.slice(durationsAt);
    const labels = parseSeriesKey(key);
    const name = names.map((label) => labels[label]).join(" ");
    counts[name] = buckets.reduce(
      (sum, count) => sum + Math.max(0, count),
      (counts[name] ?? 0) + zero,
    );
  }
  return counts;
}
