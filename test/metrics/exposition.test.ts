import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyFrame, type Frame } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { Exemplars } from "../../src/metrics/exemplars.ts";
import { formatExposition, type Exposed, type Gauge } from "../../src/metrics/exposition.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { anyText } from "../fakes/any-text.ts";
import { durationsOf, seriesOf } from "../fakes/series.ts";
import { parseExposition, type Family, type Sample } from "./exposition-parser.ts";

const formats = ["prometheus", "openmetrics"] as const;
type TextFormat = (typeof formats)[number];
const durationName = "http_server_request_duration_seconds";
const durationsMs = [0, 0.4, 1, 1.5, 12, 900, 64_000, 64_001, 9_000_000];

describe.for(formats)("formatExposition() as %s", (format) => {
  test("writes what a strict parser reads", () => {
    const families = expose({ totals: createTotals(), gauges }, format);
    expect(families.map(({ name, type, unit }) => [name, type, unit])).toEqual(
      format === "prometheus"
        ? [
            [durationName, "histogram", undefined],
            ["edgewatch_requests_started_total", "counter", undefined],
            ["edgewatch_dropped_total", "counter", undefined],
            ["edgewatch_source_uptime_seconds", "gauge", undefined],
            ["edgewatch_build_info", "gauge", undefined],
            ["process_cpu_seconds_total", "counter", undefined],
          ]
        : [
            [durationName, "histogram", "seconds"],
            ["edgewatch_requests_started", "counter", undefined],
            ["edgewatch_dropped", "counter", undefined],
            ["edgewatch_source_uptime_seconds", "gauge", "seconds"],
            ["edgewatch_build_info", "gauge", undefined],
            ["process_cpu_seconds", "counter", "seconds"],
          ],
    );
    expect(families.every(({ help }) => help.length > 0)).toBe(true);
  });

  test("tells the figures", () => {
    const families = expose({ totals: createTotals(), gauges }, format);
    expect(valuesOf(families, "edgewatch_requests_started_total")).toEqual([["", 12]]);
    expect(valuesOf(families, "edgewatch_dropped_total")).toEqual([
      ["log_sink_failed", 3],
      ["store_unavailable", 7],
    ]);
    expect(valuesOf(families, "edgewatch_source_uptime_seconds")).toEqual([["", 12.5]]);
    expect(valuesOf(families, "edgewatch_build_info")).toEqual([["orders,1.0,node", 1]]);
    expect(valuesOf(families, "process_cpu_seconds_total")).toEqual([["", 3.25]]);
  });

  test("gives each histogram cumulative buckets that end in its count", () => {
    const families = expose({ totals: createTotals() }, format);
    const samples = families.find(({ name }) => name === durationName)?.samples ?? [];
    for (const route of ["/orders", "/orders/:id"]) {
      const own = samples.filter(({ labels }) => labels.get("http_route") === route);
      const buckets = own.filter(({ name }) => name === `${durationName}_bucket`);
      const bounds = buckets.map(boundOf);
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      expect(new Set(bounds).size).toBe(bounds.length);
      expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
      for (const bucket of buckets) {
        const expected = durationsMs.filter((ms) => ms / 1_000 <= boundOf(bucket)).length;
        expect(bucket.value, `le=${boundOf(bucket)}`).toBe(expected);
      }
      expect(valueOf(own, "_count")).toBe(durationsMs.length);
      const sum = durationsMs.reduce((total, ms) => total + ms, 0) / 1_000;
      expect(valueOf(own, "_sum")).toBeCloseTo(sum, 6);
    }
  });

  test("adds up what differs in labels that are not exposed", () => {
    const [key, value] = createTotals().series[1] ?? ["", []];
    const other = formatSeriesKey({ ...labels, route: "/orders/:id", release: "2" });
    const totals: Frame = {
      ...emptyFrame(0),
      series: [
        [key, value],
        [other, value],
      ],
    };
    const [family] = expose({ totals }, format);
    expect(valueOf(family?.samples ?? [], "_count")).toBe(2 * durationsMs.length);
  });

  test("has the same bounds on every runtime: one an octave, from 0.98 ms to 64 s", () => {
    const text = textOf({ totals: createTotals() }, format);
    const written = [...text.matchAll(/le="([^"]*)"/g)].map(([, bound]) => bound);
    const bounds = Array.from({ length: 17 }, (_, index) => String(2 ** (index - 10)));
    const canonical = bounds.map((bound) => (bound.includes(".") ? bound : `${bound}.0`));
    expect(written.slice(0, 18)).toEqual([...canonical, "+Inf"]);
  });

  test("counts any durations as a histogram does", () => {
    const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = new Histogram();
        for (const durationMs of values) histogram.record(durationMs);
        const key = formatSeriesKey({ ...labels, route: "/" });
        const series: Frame["series"] = [[key, seriesOf(durationsOf(histogram))]];
        const [family] = expose({ totals: { ...emptyFrame(0), series } }, format);
        const buckets = family?.samples.filter(({ name }) => name.endsWith("_bucket")) ?? [];
        expect(buckets.map(({ value }) => value)).toEqual([
          ...Array.from({ length: 17 }, (_, i) => histogram.countUpTo((i - 10) * 32 - 1)),
          values.length,
        ]);
      }),
    );
  });

  test("writes any label, name of a service and reason so that it can be read back", () => {
    const texts = fc.oneof(
      anyText(),
      fc.constantFrom('"', "\\", "\n", '\\"', "\\n", '",le="', "}\n# EOF", "\r\n", "\u2028"),
    );
    fc.assert(
      fc.property(texts, texts, texts, texts, (service, method, route, status) => {
        const key = formatSeriesKey({ service, method, route, status });
        const totals: Frame = {
          startMs: 0,
          started: 1,
          dropped: [[route, 1]],
          series: [[key, seriesOf([5, 1, 0])]],
        };
        const info = { name: "x", help: "X.", value: 1, labels: { service } };
        const families = expose({ totals, gauges: [info] }, format);
        const [sample] = families[0]?.samples ?? [];
        // What is no text in Unicode is no text in UTF-8 either.
        const written = [service, method, route, status].map((text) => text.toWellFormed());
        expect([...(sample?.labels.values() ?? [])].slice(0, 4)).toEqual(written);
        expect(valuesOf(families, "edgewatch_dropped_total")).toEqual([[route.toWellFormed(), 1]]);
        expect(valuesOf(families, "x")).toEqual([[service.toWellFormed(), 1]]);
      }),
    );
  });

  test("is valid where nothing has been counted", () => {
    const families = expose({ totals: emptyFrame(0) }, format);
    expect(families.flatMap(({ samples }) => samples)).toHaveLength(1);
    expect(valuesOf(families, "edgewatch_requests_started_total")).toEqual([["", 0]]);
  });
});

test("OpenMetrics tells a trace for each bucket that this source has seen one of", () => {
  const exemplars = new Exemplars();
  const trace = { requestId: "", rayId: undefined, traceFlags: "01", spanId: "b".repeat(16) };
  const unknown = { bytesIn: undefined, bytesOut: undefined, cpuMs: undefined, labels: undefined };
  const request = { ...unknown, method: "GET", route: "/orders", status: 200 };
  for (const [digit, durationMs, timeMs] of [
    ["1", 900, 1_000],
    ["2", 12, 2_000],
    ["3", 900, 3_500],
    ["4", 64_001, 4_000],
    ["5", 30, 5_000],
  ] as const) {
    exemplars.note({ ...request, durationMs }, { ...trace, traceId: digit.repeat(32) }, timeMs);
  }
  exemplars.note(
    { ...request, durationMs: 1 },
    { ...trace, traceId: "6", traceFlags: "00" },
    6_000,
  );
  exemplars.note({ ...request, status: 500, durationMs: 1 }, { ...trace, traceId: "7" }, 7_000);
  const [family] = expose({ totals: createTotals(), exemplars }, "openmetrics");
  const told = family?.samples.filter(({ exemplar }) => exemplar !== undefined) ?? [];
  expect(
    told.map(({ labels: own, exemplar }) => [
      own.get("http_route"),
      own.get("le"),
      exemplar?.labels.get("trace_id"),
      exemplar?.labels.get("span_id"),
      exemplar?.value,
      exemplar?.timeSeconds,
    ]),
  ).toEqual([
    ["/orders", "0.015625", "2".repeat(32), trace.spanId, 0.012, 2],
    ["/orders", "1.0", "3".repeat(32), trace.spanId, 0.9, 3.5],
    ["/orders", "+Inf", "4".repeat(32), trace.spanId, 64.001, 4],
  ]);
  expect(textOf({ totals: createTotals(), exemplars }, "prometheus")).not.toContain("trace_id");
});

const gauges: readonly Gauge[] = [
  { name: "edgewatch_source_uptime_seconds", help: "Uptime.", unit: "seconds", value: 12.5 },
  {
    name: "edgewatch_build_info",
    help: "What answered.",
    value: 1,
    labels: { service_name: "orders", service_version: "1.0", runtime: "node" },
  },
  {
    name: "process_cpu_seconds_total",
    help: "CPU time.",
    unit: "seconds",
    kind: "counter",
    value: 3.25,
  },
];

const labels = { service: "orders", method: "GET", status: "200" };

function createTotals(): Frame {
  const histogram = new Histogram();
  for (const durationMs of durationsMs) histogram.record(durationMs);
  const value = seriesOf(durationsOf(histogram));
  return {
    startMs: 0,
    started: 12,
    dropped: [
      ["log_sink_failed", 3],
      ["store_unavailable", 7],
    ],
    series: [
      [formatSeriesKey({ ...labels, route: "/orders" }), value],
      [formatSeriesKey({ ...labels, route: "/orders/:id", consumer: "a" }), value],
    ],
  };
}

function textOf(exposed: Exposed, format: TextFormat): string {
  return new TextDecoder().decode(formatExposition(exposed, format));
}

function expose(exposed: Exposed, format: TextFormat): Family[] {
  return parseExposition(textOf(exposed, format), format);
}

function valuesOf(families: readonly Family[], name: string): (readonly [string, number])[] {
  const samples = families
    .flatMap((family) => family.samples)
    .filter((sample) => sample.name === name);
  return samples.map((sample) => [[...sample.labels.values()].join(), sample.value]);
}

function valueOf(samples: readonly Sample[], suffix: string): number | undefined {
  return samples.find(({ name }) => name === durationName + suffix)?.value;
}

function boundOf(sample: Sample): number {
  return Number(sample.labels.get("le")?.replace("+Inf", "Infinity"));
}
