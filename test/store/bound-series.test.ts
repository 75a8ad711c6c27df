import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSeriesKey, otherValue, parseSeriesKey } from "../../src/core/labels.ts";
import { requestsOf } from "../../src/metrics/requests-of.ts";
import { boundSeries } from "../../src/store/bound-series.ts";
import { seriesOf } from "../fakes/series.ts";

const labels = fc.record({
  service: fc.constantFrom("orders", "stock"),
  method: fc.constantFrom("GET", "POST"),
  route: fc.nat(30).map((route) => `/r/${route}`),
  status: fc.constantFrom("200", "404", "500"),
  release: fc.constantFrom("", "v1", "v2"),
  consumer: fc.nat(60).map((consumer) => (consumer === 0 ? "" : `c${consumer}`)),
  country: fc.constantFrom("", "DE", "FR"),
  plan: fc.constantFrom("", "free", "pro"),
});
const pairs = fc
  .uniqueArray(fc.tuple(labels.map(formatSeriesKey), fc.nat(50)), { selector: ([key]) => key })
  .map((drawn) => drawn.map(([key, count]) => [key, seriesOf([count, count, 0])] as const));

describe("boundSeries()", () => {
  test("keeps every request under its method and status, with few enough series", () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 12, max: 60 }), (given, maxSeries) => {
        const { series } = boundSeries(given, maxSeries);
        expect(series.length).toBeLessThanOrEqual(
          Math.max(6, given.length > maxSeries ? maxSeries : given.length),
        );
        expect(requestsBy(series)).toEqual(requestsBy(given));
      }),
    );
  });

  test("gives up who asked before what was asked for", () => {
    const given = Array.from({ length: 300 }, (_, index) => {
      const key = formatSeriesKey({
        service: "orders",
        method: "GET",
        route: `/r/${index % 3}`,
        status: "200",
        consumer: `c${index}`,
      });
      return [key, seriesOf([1, 1, 0])] as const;
    });
    const { series, hidden } = boundSeries(given, 40);
    const left = series.map(([key]) => parseSeriesKey(key));
    expect(new Set(left.map(({ route }) => route))).toEqual(new Set(["/r/0", "/r/1", "/r/2"]));
    const named = left.map(({ consumer }) => consumer).filter((name) => name !== otherValue);
    expect(named.length + hidden.size).toBe(300);
    expect(named.some((name) => hidden.has(name))).toBe(false);
  });

  test("keeps the names of those who ask most", () => {
    const given = Array.from({ length: 100 }, (_, index) => {
      const key = formatSeriesKey({ method: "GET", status: "200", consumer: `c${index}` });
      return [key, seriesOf([index, index, 0])] as const;
    });
    const { series } = boundSeries(given, 30);
    const named = series.map(([key]) => parseSeriesKey(key).consumer);
    expect(named).toContain("c99");
    expect(named).toContain("c80");
    expect(named).not.toContain("c79");
  });
});

function requestsBy(
  given: readonly (readonly [string, readonly number[]])[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, value] of given) {
    const { method, status } = parseSeriesKey(key);
    counts[`${method} ${status}`] = (counts[`${method} ${status}`] ?? 0) + requestsOf(value);
  }
  return counts;
}
