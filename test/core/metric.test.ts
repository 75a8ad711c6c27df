import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMetricKey, parseMetricKey, type Metric } from "../../src/core/metric.ts";
import { anyText } from "../fakes/any-text.ts";

const metrics: fc.Arbitrary<Metric> = fc.record({
  kind: fc.constantFrom("counter", "gauge", "histogram"),
  name: anyText(8),
  unit: anyText(4),
  service: anyText(8),
  labels: fc.array(fc.tuple(anyText(4), anyText(4)), { maxLength: 4 }),
});

describe("formatMetricKey()", () => {
  test("is undone by parseMetricKey(), whatever the texts", () => {
    fc.assert(
      fc.property(metrics, (metric) => {
        expect(parseMetricKey(formatMetricKey(metric))).toEqual(metric);
      }),
    );
  });

  test("tells metrics apart that look alike when put together", () => {
    const metric = { kind: "counter", name: "a", unit: "", service: "s" } as const;
    const one = formatMetricKey({ ...metric, labels: [["x", 'y","z']] });
    const other = formatMetricKey({ ...metric, labels: [['x","y', "z"]] });
    expect(one).not.toBe(other);
  });
});
