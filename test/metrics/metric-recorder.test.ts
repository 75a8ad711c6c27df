import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketsAt, durationsAt, type SeriesValue } from "../../src/core/frame.ts";
import { otherValue } from "../../src/core/labels.ts";
import { parseMetricKey, type MetricKind } from "../../src/core/metric.ts";
import { bucketIndex } from "../../src/metrics/histogram.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { MetricRecorder } from "../../src/metrics/metric-recorder.ts";
import { requestsOf } from "../../src/metrics/requests-of.ts";
import { sumValues } from "../../src/metrics/sum-values.ts";
import { checkBatch } from "../../src/store/check-batch.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";

describe("MetricRecorder", () => {
  test("adds the values of a counter up, in millionths", () => {
    expect(recorded("counter", 1, 2.5, 0.000_001, 0)).toEqual([3_500_001, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("keeps of a gauge what its mean is made of", () => {
    expect(recorded("gauge", 3, -1, -0.5, 0)).toEqual([3_000_000, 4, 1_500_000, 0, 0, 0, 0, 0, 0]);
  });

  test("keeps of a histogram sum, zeros and buckets, where a series has its durations", () => {
    const value = recorded("histogram", 0, 1.5, 1.5, 1e9);
    expect(value.slice(0, durationsAt + 3)).toEqual([
      0,
      0,
      0,
      0,
      0,
      0,
      1_000_000_003_000_000,
      1,
      bucketIndex(1.5),
    ]);
    expect(value.at(-1)).toBe(1);
    expect(requestsOf(value)).toBe(4);
  });

  test("counts the bytes of calls in front of their durations, as far as they are known", () => {
    const recorder = new MetricRecorder();
    const handle = handleOf("histogram");
    recorder.record(handle, 1, { bytesIn: 10, bytesOut: 200 });
    recorder.record(handle, 1, { bytesOut: 1 });
    recorder.record(handle, 1, { bytesIn: -1, bytesOut: 0.5 });
    const value = recorder.toPairs("s")[0]?.[1] ?? [];
    expect(value.slice(0, durationsAt)).toEqual([10, 1, 201, 2, 0, 0]);
  });

  test.for<[MetricKind, number]>([
    ["counter", -1],
    ["counter", Number.NaN],
    ["counter", Infinity],
    ["histogram", -0.001],
    ["histogram", Number.NaN],
    ["histogram", Infinity],
    ["gauge", Number.NaN],
    ["gauge", -Infinity],
  ])("refuses of a %s the value %d, and says so", ([kind, value]) => {
    const recorder = new MetricRecorder();
    expect(recorder.record(handleOf(kind), value)).toBe("metric_value");
    expect(recorder.toPairs("s")).toEqual([]);
  });

  test("sums stay whole numbers that are exact, and a store takes them, whatever is recorded", () => {
    const kinds = fc.constantFrom<MetricKind>("counter", "gauge", "histogram");
    const values = fc.array(fc.tuple(kinds, fc.double()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (given) => {
        const recorder = new MetricRecorder();
        for (const [kind, value] of given) recorder.record(handleOf(kind), value);
        const metrics = recorder.toPairs("s");
        checkBatch(createBatch("a", 1, { ...createFrame(epochMs), metrics }));
        expect(metrics.flatMap(([, value]) => value).every(Number.isSafeInteger)).toBe(true);
      }),
    );
  });

  test("parts add up to the whole", () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(values, fc.nat(), (given, cut) => {
        const at = cut % given.length;
        const parts = [given.slice(0, at), given.slice(at)].filter(({ length }) => length > 0);
        expect(sumValues(parts.map((part) => recorded("histogram", ...part)))).toEqual(
          recorded("histogram", ...given),
        );
      }),
    );
  });

  test("takes labels in any order for the same", () => {
    const recorder = new MetricRecorder();
    recorder.record(
      handleOf("counter", [
        ["a", "1"],
        ["b", "2"],
      ]),
      1,
    );
    recorder.record(
      handleOf("counter", [
        ["b", "2"],
        ["a", "1"],
        ["c", ""],
      ]),
      1,
    );
    const pairs = recorder.toPairs("orders");
    expect(pairs).toHaveLength(1);
    expect(parseMetricKey(pairs[0]?.[0] ?? "")).toEqual({
      kind: "counter",
      name: "jobs",
      unit: "s",
      service: "orders",
      labels: [
        ["a", "1"],
        ["b", "2"],
      ],
    });
  });

  test("tells 500 combinations apart; the values of the others are counted without their labels", () => {
    const recorder = new MetricRecorder();
    const reasons = Array.from({ length: 700 }, (_, index) =>
      recorder.record(handleOf("counter", [["job", `job ${index}`]]), 1),
    );
    expect(reasons.filter((reason) => reason === "metric_labels")).toHaveLength(200);
    // Those that have their place keep it, and what has no labels needs none.
    expect(recorder.record(handleOf("counter", [["job", "job 3"]]), 1)).toBeUndefined();
    expect(recorder.record(handleOf("counter"), 1)).toBeUndefined();
    const pairs = recorder.toPairs("orders");
    const others = pairs.filter(([key]) => key.includes(otherValue));
    expect(others.map(([, value]) => value[0])).toEqual([200_000_000]);
    expect(pairs.reduce((sum, [, value]) => sum + (value[0] ?? 0), 0)).toBe(702_000_000);
  });

  test("never has more metrics than a frame may hold, whatever their names", () => {
    const recorder = new MetricRecorder();
    for (let index = 0; index < 3_000; index++) {
      const labels = index % 2 === 0 ? [] : [["job", "a"] as const];
      recorder.record(
        new MetricHandle({ kind: "counter", name: `m${index}`, unit: "", labels }),
        1,
      );
    }
    // One more counts what the source has written.
    expect(recorder.size).toBe(999);
    const metrics = recorder.toPairs("s");
    checkBatch(createBatch("a", 1, { ...createFrame(epochMs), metrics }));
    expect(recorder.recorded).toBe(999);
  });
});

function handleOf(
  kind: MetricKind,
  labels: readonly (readonly [string, string])[] = [],
): MetricHandle {
  return new MetricHandle({ kind, name: "jobs", unit: "s", labels });
}

function recorded(kind: MetricKind, ...values: readonly number[]): SeriesValue {
  const recorder = new MetricRecorder();
  const handle = handleOf(kind);
  for (const value of values) expect(recorder.record(handle, value)).toBeUndefined();
  const value = recorder.toPairs("s")[0]?.[1] ?? [];
  expect(value.length).toBeGreaterThanOrEqual(bucketsAt);
  return value;
}
