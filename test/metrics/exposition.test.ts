import { durationsOf, seriesOf } from "../fakes/series.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyFrame, type Frame } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { formatExposition, type Gauge } from "../../src/metrics/exposition.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { anyText } from "../fakes/any-text.ts";
import { parseExposition, type Family, type Sample } from "./exposition-parser.ts";

const formats = ["prometheus", "openmetrics"] as const;
const durationName = "http_server_request_duration_seconds";
const durationsMs = [0, 0.4, 1, 1.5, 12, 900, 64_000, 64_001, 9_000_000];

describe.for(formats)("formatExposition() as %s", (format) => {
  test("writes what a strict parser reads", () => {
    const families = parseExposition(formatExposition(createTotals(), gauges, format), format);
    expect(families.map(({ name, type, unit }) => [name, type, unit])).toEqual(
      format === "prometheus"
        ? [
            [durationName, "histogram", undefined],
            ["edgewatch_requests_started_total", "counter", undefined],
            ["edgewatch_dropped_total", "counter", undefined],
            ["edgewatch_source_uptime_seconds", "gauge", undefined],
            ["edgewatch_build_info", "gauge", undefined],
          ]
        : [
            [durationName, "histogram", "seconds"],
            ["edgewatch_requests_started", "counter", undefined],
            ["edgewatch_dropped", "counter", undefined],
            ["edgewatch_source_uptime_seconds", "gauge", "seconds"],
            ["edgewatch_build_info", "gauge", undefined],
          ],
    );
    expect(families.every(({ help }) => help.length > 0)).toBe(true);
  });

  test("tells the figures", () => {
    const families = parseExposition(formatExposition(createTotals(), gauges, format), format);
    expect(valuesOf(families, "edgewatch_requests_started_total")).toEqual([["", 12]]);
    expect(valuesOf(families, "edgewatch_dropped_total")).toEqual([
      ["log_sink_failed", 3],
      ["store_unavailable", 7],
    ]);
    expect(valuesOf(families, "edgewatch_source_uptime_seconds")).toEqual([["", 12.5]]);
    expect(valuesOf(families, "edgewatch_build_info")).toEqual([["orders,1.0,node", 1]]);
  });

  test("gives each histogram cumulative buckets that end in its count", () => {
    const families = parseExposition(formatExposition(createTotals(), [], format), format);
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

  test("has the same bucket bounds on every runtime: two an octave, from 0.98 ms to 64 s", () => {
    const text = formatExposition(createTotals(), [], format);
    const written = [...text.matchAll(/le="([^"]*)"/g)].map(([, bound]) => Number(bound));
    const octaves = Array.from({ length: 16 }, (_, index) => index - 10);
    const expected = octaves.flatMap((octave) => [2 ** octave, Math.SQRT2 * 2 ** octave]);
    expect(written.slice(0, 34)).toEqual([...expected, 64, Number.NaN]);
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
        const families = parseExposition(formatExposition(totals, [info], format), format);
        const [sample] = families[0]?.samples ?? [];
        expect([...(sample?.labels.values() ?? [])].slice(0, 4)).toEqual([
          service,
          method,
          route,
          status,
        ]);
        expect(valuesOf(families, "edgewatch_dropped_total")).toEqual([[route, 1]]);
        expect(valuesOf(families, "x")).toEqual([[service, 1]]);
      }),
    );
  });

  test("is valid where nothing has been counted", () => {
    const nothing = emptyFrame(0);
    const families = parseExposition(formatExposition(nothing, [], format), format);
    expect(families.flatMap(({ samples }) => samples)).toHaveLength(1);
    expect(valuesOf(families, "edgewatch_requests_started_total")).toEqual([["", 0]]);
  });
});

const gauges: readonly Gauge[] = [
  { name: "edgewatch_source_uptime_seconds", help: "Uptime.", unit: "seconds", value: 12.5 },
  {
    name: "edgewatch_build_info",
    help: "What answered.",
    value: 1,
    labels: { service_name: "orders", service_version: "1.0", runtime: "node" },
  },
];

function createTotals(): Frame {
  const histogram = new Histogram();
  for (const durationMs of durationsMs) histogram.record(durationMs);
  const value = seriesOf(durationsOf(histogram));
  const labels = { service: "orders", method: "GET", status: "200" };
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

function valuesOf(families: readonly Family[], name: string): (readonly [string, number])[] {
  const samples = families
    .flatMap((family) => family.samples)
    .filter((sample) => sample.name === name);
  return samples.map(({ labels, value }) => [[...labels.values()].join(), value]);
}

function valueOf(samples: readonly Sample[], suffix: string): number | undefined {
  return samples.find(({ name }) => name === durationName + suffix)?.value;
}

function boundOf({ labels }: Sample): number {
  return Number(labels.get("le")?.replace("+Inf", "Infinity"));
}
