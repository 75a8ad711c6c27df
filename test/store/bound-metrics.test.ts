import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame.ts";
import { otherValue } from "../../src/core/labels.ts";
import { formatMetricKey, parseMetricKey, type Metric } from "../../src/core/metric.ts";
import { boundMetrics } from "../../src/store/bound-metrics.ts";
import { FrameMerger } from "../../src/store/frame-merger.ts";
import { parseRow } from "../../src/store/row.ts";
import { formatBoundedRow } from "../../src/store/row-size.ts";
import { createFrame, epochMs } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { seriesOf } from "../fakes/series.ts";

type Pairs = NonNullable<Frame["metrics"]>;

const metrics: fc.Arbitrary<Metric> = fc.record({
  kind: fc.constantFrom("counter", "gauge", "histogram"),
  name: fc.nat(5).map((index) => `m${index}`),
  unit: fc.constantFrom("s", "By"),
  service: fc.constantFrom("orders", "stock"),
  labels: fc
    .tuple(fc.nat(30), fc.boolean())
    .map(([job, isLabelled]) => (isLabelled ? [["job", `${job}`] as const] : [])),
});
const pairs: fc.Arbitrary<Pairs> = fc.uniqueArray(
  fc
    .tuple(metrics.map(formatMetricKey), fc.nat(50))
    .map(([key, count]) => [key, seriesOf([count, count, 0])] as const),
  { selector: ([key]) => key, maxLength: 120 },
);

describe("boundMetrics()", () => {
  test("keeps every sum under its kind, with few enough metrics", () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 3, max: 60 }), (given, maxMetrics) => {
        const bounded = boundMetrics(given, maxMetrics);
        expect(bounded.length).toBeLessThanOrEqual(maxMetrics);
        expect(sumsBy(bounded, ({ kind }) => kind)).toEqual(sumsBy(given, ({ kind }) => kind));
      }),
    );
  });

  test("keeps name, kind, unit and service wherever there is room for them", () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 48, max: 60 }), (given, maxMetrics) => {
        expect(sumsBy(boundMetrics(given, maxMetrics), named)).toEqual(sumsBy(given, named));
      }),
    );
  });

  test("gives up the labels of the metric that has most of them, and of no other", () => {
    const few = [1, 2, 3].map((job) => pair("few", [["job", `${job}`]]));
    const many = Array.from({ length: 100 }, (_, job) => pair("many", [["job", `${job}`]]));
    const bounded = boundMetrics([...few, ...many], 50);
    expect(bounded.slice(0, 1)).toEqual([pair("many", [["job", otherValue]], 100)]);
    expect(bounded.slice(1)).toEqual(few);
  });
});

describe("a row", () => {
  test("holds 2,000 metrics at the most, and every sum of more", () => {
    const merger = new FrameMerger(epochMs);
    const given = Array.from({ length: 5 }, (_, part) => frameOf(part, 1_000));
    for (const frame of given) merger.add(frame);
    const row = parseRow(formatBoundedRow(merger, undefined));
    expect(row.metrics?.length).toBeLessThanOrEqual(2_000);
    expect(sumsBy(row.metrics ?? [], named)).toEqual(
      sumsBy(
        given.flatMap((frame) => frame.metrics ?? []),
        named,
      ),
    );
    expect(tally([{ ...row, metrics: [] }])).toEqual(
      tally(given.map(({ startMs }) => createFrame(startMs))),
    );
  });

  test("stays below 1.9 MB, with fewer metrics where they are long", () => {
    const merger = new FrameMerger(epochMs);
    const buckets = Array.from({ length: 400 }, () => 1_000_000);
    const given = Array.from({ length: 1_500 }, (_, index) =>
      pair("long", [["job", `${index}`]], 1, [...buckets]),
    );
    merger.add({ ...createFrame(epochMs), metrics: given });
    const text = formatBoundedRow(merger, undefined);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1_900_000);
    expect(sumsBy(parseRow(text).metrics ?? [], named)).toEqual(sumsBy(given, named));
  });

  test("gives up names, and no sum, where there are too many of them", () => {
    const merger = new FrameMerger(epochMs);
    const given = Array.from({ length: 3_000 }, (_, index) => pair(`m${index}`, []));
    merger.add({ ...createFrame(epochMs), metrics: given });
    const row = parseRow(formatBoundedRow(merger, undefined));
    expect(row.metrics).toEqual([
      [
        formatMetricKey({
          kind: "counter",
          name: otherValue,
          unit: "",
          service: otherValue,
          labels: [],
        }),
        seriesOf([3_000, 3_000, 0]),
      ],
    ]);
  });
});

function pair(
  name: string,
  labels: Metric["labels"],
  count = 1,
  buckets: readonly number[] = [],
): Pairs[number] {
  const metric = { kind: "counter", name, unit: "s", service: "orders", labels } as const;
  return [formatMetricKey(metric), seriesOf([count, count, 0, ...buckets])];
}

function frameOf(part: number, count: number): Frame {
  const own = Array.from({ length: count }, (_, index) =>
    pair(`m${index % 50}`, [["job", `${part}.${index}`]]),
  );
  return { ...createFrame(epochMs), metrics: own };
}

function named({ kind, name, unit, service }: Metric): string {
  return [kind, name, unit, service].join();
}

function sumsBy(given: Pairs, nameOf: (metric: Metric) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, value] of given) {
    const name = nameOf(parseMetricKey(key));
    sums[name] = (sums[name] ?? 0) + (value[6] ?? 0) + 1_000 * (value[7] ?? 0);
  }
  return sums;
}
