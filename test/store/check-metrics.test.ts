import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatMetricKey, parseMetricKey, type Metric } from "../../src/core/metric.ts";
import { areMetrics } from "../../src/store/check-metrics.ts";
import { seriesOf } from "../fakes/series.ts";

const names = fc.constantFrom("a", "b.c", "_d", "1", "__proto__", "");
const values = fc.constantFrom("x", "", "größe", "\ud800", '"', "y".repeat(256), "y".repeat(257));
const metrics: fc.Arbitrary<Metric> = fc.record({
  kind: fc.constantFrom("counter", "gauge", "histogram"),
  name: fc.constantFrom("jobs", "http.server.duration", "a:b", "2", "a-b", ""),
  unit: fc.constantFrom("", "s", "{request}", "m s"),
  service: values,
  labels: fc.array(fc.tuple(names, values), { maxLength: 3 }),
});

test("areMetrics() takes the keys of metrics as they should be, and no others", () => {
  const property = fc.property(metrics, (metric) => {
    expect(isTaken(formatMetricKey(metric))).toBe(isRight(metric));
  });
  fc.assert(property, { numRuns: 2_000 });
});

test("areMetrics() takes a key only as it is written, and never throws", () => {
  const keys = fc.oneof(
    fc.json(),
    fc.string(),
    metrics.map((metric) => JSON.stringify(JSON.parse(formatMetricKey(metric)), undefined, 1)),
  );
  const property = fc.property(keys, (key) => {
    if (isTaken(key)) expect(formatMetricKey(parseMetricKey(key))).toBe(key);
  });
  fc.assert(property, { numRuns: 2_000 });
});

test("areMetrics() takes 1,000 metrics a frame, and no more", () => {
  const pairs = Array.from({ length: 1_001 }, (_, index) => [
    formatMetricKey({ kind: "counter", name: `m${index}`, unit: "", service: "s", labels: [] }),
    seriesOf([1, 1, 0]),
  ]);
  expect(areMetrics(pairs)).toBe(false);
  expect(areMetrics(pairs.slice(1))).toBe(true);
  expect(areMetrics(undefined)).toBe(true);
});

function isTaken(key: string): boolean {
  return areMetrics([[key, seriesOf([1, 1, 0])]]);
}

function isRight({ name, unit, labels }: Metric): boolean {
  const given = labels.map(([label]) => label);
  return (
    ["jobs", "http.server.duration", "a:b"].includes(name) &&
    unit !== "m s" &&
    given.every((label) => ["a", "b.c", "_d"].includes(label)) &&
    given.join() === [...new Set(given)].toSorted().join() &&
    labels.every(([, value]) => value !== "" && value.length <= 256)
  );
}
