import { seriesOf } from "../fakes/series.ts";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { summarize } from "../../src/query/summary.ts";

describe("summarize()", () => {
  test("sums up by method and route", () => {
    const totals: Frame = {
      startMs: 0,
      started: 9,
      dropped: [["store_unavailable", 2]],
      series: [
        [keyOf("GET", "/a", "200"), seriesOf([3_000, 1, -300, 2])],
        [keyOf("GET", "/a", "500"), seriesOf([9_000, 0, -300, 1])],
        [keyOf("POST", "/a", "503"), seriesOf([0, 4, 0])],
      ],
    };
    expect(summarize(totals)).toEqual({
      total: 8,
      started: 9,
      requests: {
        "GET /a": { count: 4, average_ms: 3, status_codes: { 200: 3, 500: 1 } },
        "POST /a": { count: 4, average_ms: 0, status_codes: { 503: 4 } },
      },
      errors: { total: 5, rate: 0.625 },
      dropped: { store_unavailable: 2 },
    });
  });

  test("adds services up", () => {
    const series: Frame["series"] = [
      [keyOf("GET", "/a", "200", "orders"), seriesOf([1_000, 1, 0])],
      [keyOf("GET", "/a", "200", "stock"), seriesOf([1_000, 2, 0])],
    ];
    const { requests } = summarize({ startMs: 0, started: 3, dropped: [], series });
    expect(requests["GET /a"]).toMatchObject({ count: 3, status_codes: { 200: 3 } });
  });

  test("says nothing of nothing", () => {
    expect(summarize({ startMs: 0, started: 0, dropped: [], series: [] })).toEqual({
      total: 0,
      started: 0,
      requests: {},
      errors: { total: 0, rate: 0 },
      dropped: {},
    });
  });

  test("takes a route of any name", () => {
    const series: Frame["series"] = [[keyOf("", "__proto__", "200"), seriesOf([0, 1, 0])]];
    const { requests } = summarize({ startMs: 0, started: 1, dropped: [], series });
    expect(Object.keys(requests)).toEqual([" __proto__"]);
  });
});

function keyOf(method: string, route: string, status: string, service = "orders"): string {
  return formatSeriesKey({ service, method, route, status });
}
