import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyFrame, type Frame, type SeriesValue } from "../../src/core/frame.ts";
import { formatMetricKey, type Metric } from "../../src/core/metric.ts";
import { formatExposition, type Exposed } from "../../src/metrics/exposition.ts";
import { Histogram } from "../../src/metrics/histogram.ts";
import { anyText } from "../fakes/any-text.ts";
import { durationsOf, seriesOf } from "../fakes/series.ts";
import { parseExposition, type Family } from "./exposition-parser.ts";

const formats = ["prometheus", "openmetrics"] as const;
const kinds = ["counter", "gauge", "histogram"] as const;
type Change = Partial<Metric>;

describe("names by OpenTelemetry's rules", () => {
  test.for([
    [{ kind: "counter", name: "jobs.done", unit: "{job}" }, "jobs_done_total"],
    [{ kind: "counter", name: "jobs_total", unit: "" }, "jobs_total"],
    [{ kind: "counter", name: "cpu.time", unit: "s" }, "cpu_time_seconds_total"],
    [{ kind: "counter", name: "cpu_seconds_total", unit: "s" }, "cpu_seconds_total"],
    [{ kind: "counter", name: "hits", unit: "1" }, "hits_total"],
    [{ kind: "gauge", name: "pool.used", unit: "1" }, "pool_used_ratio"],
    [{ kind: "gauge", name: "memory", unit: "By" }, "memory_bytes"],
    [{ kind: "gauge", name: "memory_bytes", unit: "By" }, "memory_bytes"],
    [{ kind: "gauge", name: "flow", unit: "By/s" }, "flow_bytes_per_second"],
    [{ kind: "gauge", name: "flow", unit: "{order}/min" }, "flow_per_minute"],
    [{ kind: "gauge", name: "a..b__c.", unit: "ms" }, "a_b_c_milliseconds"],
    [{ kind: "gauge", name: "weird", unit: "foo.bar" }, "weird_foo_bar"],
    [{ kind: "histogram", name: "size", unit: "By" }, "size_bytes"],
    [{ kind: "counter", name: "(other)", unit: "" }, "edgewatch_other_metrics_total"],
    [{ kind: "gauge", name: "(other)", unit: "" }, "edgewatch_other_metrics_mean"],
    [{ kind: "histogram", name: "(other)", unit: "" }, "edgewatch_other_metrics_values"],
  ] as const)("%j is %s", ([change, expected]) => {
    const [family] = expose([[change, valueOf(change.kind)]], "prometheus");
    expect(family?.name).toBe(expected);
  });
});

describe.for(formats)("metrics of the user's own as %s", (format) => {
  test("tell lifetime sums, and of gauges the mean", () => {
    const histogram = new Histogram();
    for (const value of [0, 100, 5_000, 1e12]) histogram.recordValue(value);
    const families = expose(
      [
        [{ kind: "counter", name: "jobs", labels: [["queue", "mail"]] }, [7_500_000, 0, 0]],
        [{ kind: "gauge", name: "depth" }, [5_000_000, 3, 11_000_000]],
        [{ kind: "histogram", name: "size", unit: "By" }, seriesOf(durationsOf(histogram))],
      ],
      format,
    );
    const samples = families.flatMap((family) => family.samples);
    const told = new Map(samples.map(({ name, value }) => [name, value]));
    expect(told.get("jobs_total")).toBe(7.5);
    expect(told.get("depth")).toBe(-2);
    expect(told.get("size_bytes_count")).toBe(4);
    expect(told.get("size_bytes_sum")).toBe(histogram.sumUs / 1e6);
    const bounds = samples.filter(({ name }) => name === "size_bytes_bucket");
    expect(bounds[0]?.labels.get("le")).toBe("64.0");
    expect(bounds.map(({ value }) => value).slice(-2)).toEqual([3, 4]);
    const jobs = samples.find(({ name }) => name === "jobs_total");
    expect([...(jobs?.labels ?? [])]).toEqual([
      ["service_name", "orders"],
      ["queue", "mail"],
    ]);
  });

  test("do not tell gauges that nobody has set lately", () => {
    const totals = frameOf([[{ kind: "gauge", name: "depth" }, [5_000_000, 1, 0]]]);
    expect(textOf({ totals }, format)).not.toContain("depth");
  });

  test("say what the instrument says of itself", () => {
    const shape = { kind: "counter", name: "jobs", unit: "", labels: [] } as const;
    const shapes = new Map([["jobs", { ...shape, description: 'Jobs\n"done".' }]]);
    const totals = frameOf([
      [{ kind: "counter", name: "jobs" }, [1, 0, 0]],
      [{ kind: "counter", name: "others" }, [1, 0, 0]],
    ]);
    const text = textOf({ totals, shapes }, format);
    expect(text).toContain(
      format === "openmetrics"
        ? '# HELP jobs Jobs\\n\\"done\\".\n'
        : '# HELP jobs_total Jobs\\n"done".\n',
    );
    expect(text).toMatch(/# HELP others(_total)? Counter others\.\n/);
  });

  test("join what becomes the same family, and the values of labels that become the same", () => {
    const families = expose(
      [
        [{ kind: "counter", name: "a.b", labels: [["x", "1"]] }, [1_000_000, 0, 0]],
        [{ kind: "counter", name: "a_b", labels: [["x", "1"]] }, [2_000_000, 0, 0]],
        [
          {
            kind: "counter",
            name: "a_b",
            labels: [
              ["x.y", "1"],
              ["x_y", "2"],
            ],
          },
          [4_000_000, 0, 0],
        ],
      ],
      format,
    );
    expect(families).toHaveLength(1);
    const told = families[0]?.samples.map(({ labels, value }) => [
      Object.fromEntries(labels),
      value,
    ]);
    expect(told).toEqual([
      [{ service_name: "orders", x: "1" }, 3],
      [{ service_name: "orders", x_y: "1;2" }, 4],
    ]);
  });

  test("keep families apart that would have samples in common", () => {
    const families = expose(
      [
        [{ kind: "counter", name: "a" }, [1, 0, 0]],
        [{ kind: "gauge", name: "a" }, [1, 1, 0]],
        [{ kind: "gauge", name: "a_count" }, [1, 1, 0]],
        [{ kind: "histogram", name: "a" }, valueOf("histogram")],
        [
          { kind: "histogram", name: "http.server.request.duration", unit: "s" },
          valueOf("histogram"),
        ],
      ],
      format,
    );
    expect(families.map(({ name }) => name.replace(/_total$/, ""))).toEqual([
      "a",
      "a_2",
      "a_count",
      "a_3",
      "http_server_request_duration_seconds_2",
    ]);
  });

  test("rename labels that stand for something else", () => {
    const names = ["le", "quantile", "service_name", "service.name", "__name__", "1st"];
    const labels = names.map((name) => [name, "v"] as const);
    const [family] = expose(
      [[{ kind: "histogram", name: "a", labels }, valueOf("histogram")]],
      format,
    );
    const count = family?.samples.find(({ name }) => name === "a_count");
    expect(Object.fromEntries(count?.labels ?? [])).toEqual({
      service_name: "orders",
      exported_le: "v",
      exported_quantile: "v",
      exported_service_name: "v;v",
      _name_: "v",
      key_1st: "v",
    });
  });

  test("are valid whatever their names, units and labels are", () => {
    const name = fc.oneof(
      anyText(20),
      fc.constantFrom(
        "",
        "a",
        "a.b",
        "a_b",
        "a_total",
        "a_bucket",
        "a_sum",
        "(other)",
        "9",
        "_",
        "é",
      ),
      fc.constantFrom("edgewatch.dropped", "edgewatch_sources", "http.server.request.duration"),
    );
    const unit = fc.oneof(anyText(5), fc.constantFrom("", "s", "1", "By/s", "{a}", "/", "%"));
    const label = fc.tuple(
      fc.oneof(anyText(10), fc.constantFrom("le", "a.b", "a_b", "__name__", "", "service_name")),
      anyText(10),
    );
    const metric = fc.record({
      kind: fc.constantFrom(...kinds),
      name,
      unit,
      service: fc.constantFrom("orders", "a\nb", ""),
      labels: fc.uniqueArray(label, { maxLength: 4, selector: ([key]) => key }),
    });
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 8 }), (metrics) => {
        const pairs = metrics.map((it) => [it, valueOf(it.kind)] as const);
        expect(() => expose(pairs, format)).not.toThrow();
      }),
    );
  });
});

function valueOf(kind: Metric["kind"]): SeriesValue {
  if (kind !== "histogram") return [3_000_000, 1, 0];
  const histogram = new Histogram();
  histogram.recordValue(3);
  return seriesOf(durationsOf(histogram));
}

function frameOf(pairs: readonly (readonly [Change, SeriesValue])[]): Frame {
  const base: Metric = { kind: "counter", name: "", unit: "", service: "orders", labels: [] };
  const metrics = pairs.map(([change, value]): [string, SeriesValue] => [
    formatMetricKey({ ...base, ...change }),
    value,
  ]);
  return { ...emptyFrame(0), metrics };
}

/** The families of the user's own; gauges are told from the same frame. */
function expose(
  pairs: readonly (readonly [Change, SeriesValue])[],
  format: (typeof formats)[number],
): Family[] {
  const frame = frameOf(pairs);
  const text = textOf({ totals: frame, recent: frame }, format);
  return parseExposition(text, format).slice(3);
}

function textOf(exposed: Exposed, format: (typeof formats)[number]): string {
  return new TextDecoder().decode(formatExposition(exposed, format));
}
