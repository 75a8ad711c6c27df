import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameMs, type Frame, type SeriesValue } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatMetricKey, type Metric } from "../../src/core/metric.ts";
import { bucketUpperBound } from "../../src/metrics/histogram.ts";
import { MetricCell } from "../../src/metrics/metric-cell.ts";
import { Series } from "../../src/metrics/series.ts";
import { effort } from "../fakes/effort.ts";
import { setUp } from "./collector.ts";
import { attributesOf, collect, type Decoded } from "./decode.ts";
import type { OtlpOptions } from "../../src/otlp/otlp-options.ts";

const resource = { service: "orders", release: "1", environment: undefined };
const startMs = Date.UTC(2026, 10, 23, 10);

describe("otlpExporter() sends the durations of requests", () => {
  test("bucket for bucket, in seconds, as what has changed", async () => {
    const { metrics, points } = await sent({
      series: [[requestKey({ status: "200" }), seriesOf([0, 1, 1, 250, 8_000])]],
    });
    expect(metrics).toMatchObject([
      {
        name: "http.server.request.duration",
        unit: "s",
        exponentialHistogram: { aggregationTemporality: 1 },
      },
    ]);
    expect(points).toMatchObject([
      {
        startTimeUnixNano: `${startMs}000000`,
        timeUnixNano: `${startMs + frameMs}000000`,
        count: "5",
        sum: 8.252,
        scale: 5,
        zeroCount: "1",
      },
    ]);
    expect(attributesOf(points[0])).toEqual({
      "http.request.method": "GET",
      "http.route": "/orders/:id",
      "http.response.status_code": 200,
    });
  });

  test("so that each value is in the bucket that OpenTelemetry counts it in", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        async (durations) => {
          const { points } = await sent({ series: [[requestKey({}), seriesOf(durations)]] });
          const values = durations.map((ms) => ms / 1_000);
          for (const { lower, upper, count } of bucketsOf(points[0])) {
            expect(values.filter((value) => value > lower && value <= upper)).toHaveLength(count);
          }
          expect(points[0]).toMatchObject({ count: String(durations.length) });
        },
      ),
      { numRuns: effort(20, 1_000) },
    );
  });

  test("with the kind of error, and labels of your own under their names", async () => {
    const { points } = await sent({
      series: [
        [requestKey({ status: "503", consumer: "acme", plan: "free" }), seriesOf([1])],
        [requestKey({ method: "(other)", status: "" }), seriesOf([1])],
      ],
    });
    expect(attributesOf(points[0])).toMatchObject({
      "error.type": "503",
      consumer: "acme",
      plan: "free",
    });
    expect(attributesOf(points[1])).toMatchObject({ "http.request.method": "(other)" });
  });
});

describe("otlpExporter() sends other metrics", () => {
  test("counters as sums, gauges by their mean, histograms as those of requests", async () => {
    const { metrics } = await sent({
      metrics: [
        metric("counter", "orders.placed", "{order}", [2, 0.5], [["plan", "free"]]),
        metric("gauge", "queue.depth", "1", [-3, 7, 5], []),
        metric(
          "histogram",
          "http.client.request.duration",
          "s",
          [0.25, 0.25],
          [
            ["http.response.status_code", "200"],
            ["server.port", "(other)"],
          ],
        ),
      ],
    });
    expect(metrics.map(({ name, unit }) => [name, unit])).toEqual([
      ["orders.placed", "{order}"],
      ["queue.depth", "1"],
      ["http.client.request.duration", "s"],
    ]);
    expect(metrics[0]).toMatchObject({
      sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ asDouble: 2.5 }] },
    });
    expect(metrics[1]).toMatchObject({ gauge: { dataPoints: [{ asDouble: 3 }] } });
    expect(metrics[2]).toMatchObject({
      exponentialHistogram: { dataPoints: [{ count: "2", sum: 0.5 }] },
    });
    expect(attributesOf(collect(metrics[2], "dataPoints")[0])).toEqual({
      "http.response.status_code": 200,
      "server.port": "(other)",
    });
  });

  test("what was dropped, by reason", async () => {
    const { metrics, points } = await sent({ dropped: [["late", 3]] });
    expect(metrics).toMatchObject([{ name: "edgewatch.dropped", sum: { isMonotonic: true } }]);
    expect(points).toMatchObject([{ asDouble: 3 }]);
    expect(attributesOf(points[0])).toEqual({ reason: "late" });
  });

  test("with points of one metric together, and as many requests as there is need for", async () => {
    const series = Array.from(
      { length: 25 },
      (_, index) => [requestKey({ route: `/${index}` }), seriesOf([index])] as const,
    );
    const { collector, metrics, points } = await sent({ series }, { maxBatchRecords: 10 });
    expect(collector.posts).toHaveLength(3);
    expect(metrics).toHaveLength(3);
    expect(points).toHaveLength(25);
  });
});

test("otlpExporter() tells parts of one bucket as parts of its time", async () => {
  const { exporter, collector, clock } = setUp();
  const frame = {
    startMs,
    started: 1,
    dropped: [],
    series: [[requestKey({}), seriesOf([1])]] as const,
  };
  for (let part = 0; part < 3; part++) {
    await clock.advance(4_000);
    exporter.frames([frame], resource, undefined);
  }
  exporter.frames([{ ...frame, startMs: startMs + frameMs }], resource, undefined);
  await exporter.flush();
  const times = collector
    .all("dataPoints")
    .map(({ startTimeUnixNano, timeUnixNano }) => [startTimeUnixNano, timeUnixNano]);
  expect(times).toEqual([
    [at(0), at(4)],
    [at(4), at(8)],
    [at(8), at(10)],
    [at(10), at(12)],
  ]);
});

/** A series of requests that took so many milliseconds. */
function seriesOf(durations: readonly number[]): SeriesValue {
  const series = new Series();
  const unknown = { bytesIn: undefined, bytesOut: undefined, cpuMs: undefined };
  for (const durationMs of durations) series.record({ durationMs, ...unknown });
  return series.toValue();
}

function requestKey(labels: Readonly<Record<string, string>>): string {
  return formatSeriesKey({
    service: "orders",
    release: "1",
    method: "GET",
    route: "/orders/:id",
    ...labels,
  });
}

function at(seconds: number): string {
  return `${startMs + seconds * 1_000}000000`;
}

function metric(
  kind: Metric["kind"],
  name: string,
  unit: string,
  values: readonly number[],
  labels: Metric["labels"],
): NonNullable<Frame["metrics"]>[number] {
  const cell = new MetricCell(kind);
  for (const value of values) cell.record(value);
  return [formatMetricKey({ kind, name, unit, service: "orders", labels }), cell.toValue()];
}

interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

interface Positive {
  readonly offset: number;
  readonly bucketCounts: readonly string[];
}

/** By the data model: bucket i holds what is greater than base^i and at most base^(i + 1). */
function bucketsOf(point: Decoded | undefined): Bucket[] {
  expect(point).toMatchObject({ scale: 5 });
  const positive: unknown = point?.["positive"];
  const { offset, bucketCounts } = positive as Positive;
  return bucketCounts.map((count, index) => ({
    lower: bucketUpperBound(offset + index - 1),
    upper: bucketUpperBound(offset + index),
    count: Number(count),
  }));
}

async function sent(frame: Partial<Frame>, options: Omit<Partial<OtlpOptions>, "clock"> = {}) {
  const { exporter, collector, clock } = setUp(undefined, options);
  await clock.advance(frameMs);
  exporter.frames(
    [{ startMs, started: 0, dropped: [], series: [], ...frame }],
    resource,
    undefined,
  );
  await exporter.flush();
  const points = collector.all("dataPoints");
  return { collector, metrics: collector.all("metrics"), points };
}
