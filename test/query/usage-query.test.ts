import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QueryError } from "../../src/query/query-error.ts";
import type { QuerySettings } from "../../src/query/question.ts";
import { parseUsageQuery, type UsageQuery } from "../../src/query/usage-query.ts";
import { anyText } from "../fakes/any-text.ts";

const nowMs = Date.UTC(2026, 10, 23, 10);

describe("parseUsageQuery()", () => {
  test("asks for the routes of the last 24 hours where nothing is said", () => {
    expect(parse("")).toMatchObject({
      range: { fromMs: nowMs - 86_400_000, toMs: nowMs + 10_000 },
      step: undefined,
      by: ["route"],
      order: [
        { by: "time", isDescending: false },
        { by: "requests", isDescending: true },
      ],
      limit: 100,
      objective: 0.999,
      filters: new Map(),
      previous: undefined,
      format: undefined,
      after: undefined,
    });
  });

  test("reads every parameter", () => {
    const query =
      "from=-1h&to=-5m&step=1m&by=method,status&order=-p99,method&limit=7&compare=previous&format=csv&objective=99.5&status=5xx&status=404&plan=";
    expect(parse(query)).toMatchObject({
      range: { fromMs: nowMs - 3_600_000, toMs: nowMs - 300_000 },
      step: { text: "1m", ms: 60_000 },
      by: ["method", "status"],
      order: [
        { by: "p99", isDescending: true },
        { by: "method", isDescending: false },
      ],
      limit: 7,
      objective: 0.995,
      filters: new Map([
        ["status", new Set(["5xx", "404"])],
        ["plan", new Set([""])],
      ]),
      previous: {
        range: { fromMs: nowMs - 6_900_000, toMs: nowMs - 3_600_000 },
        shiftMs: 3_300_000,
      },
      format: "csv",
    });
  });

  test("takes the objective of the service where the question has none", () => {
    expect(parse("", { objective: 99.9 }).objective).toBe(0.999);
    expect(parse("objective=0.5", { objective: 99.9 }).objective).toBe(0.5);
  });

  test("groups by nothing where by is empty, and by each label once", () => {
    expect(parse("by=").by).toEqual([]);
    expect(parse("by=route,method,route").by).toEqual(["route", "method"]);
    expect(parse("by=service,method,route,status,status_class,plan").by).toHaveLength(6);
  });

  test.for([
    "requests",
    "errors",
    "error_rate",
    "rate_per_second",
    "availability",
    "burn_rate",
    "apdex",
    "avg",
    "p50",
    "p90",
    "p95",
    "p99",
    "p99_9",
    "bytes_in",
    "bytes_out",
    "cpu_ms",
    "unique_consumers",
    "time",
    "route",
  ])("orders by %s in both directions", (measure) => {
    expect(parse(`order=${measure}`).order).toMatchObject([{ by: measure, isDescending: false }]);
    expect(parse(`order=-${measure}`).order).toMatchObject([{ by: measure, isDescending: true }]);
  });

  test.for(["1", "1000", "0042"])("takes a limit of %s", (limit) => {
    expect(parse(`limit=${limit}`).limit).toBe(Number(limit));
  });

  test.for([
    ["from", "from=yesterday"],
    ["from", "from="],
    ["to", "to=tomorrow"],
    ["from", "from=now"],
    ["from", "from=-1h&to=-2h"],
    ["from", "from=2026-11-24T00:00:00Z&to=2026-11-24T00:00:00Z"],
    ["step", "step=5m"],
    ["step", "step="],
    ["step", "step=10s&from=-2d"],
    ["step", "step=1m&from=-25h"],
    ["step", "step=1h&from=-31d"],
    ["step", "step=1d&from=1970-01-01"],
    ["by", "by=route,"],
    ["by", "by=Route"],
    ["by", "by=__proto__"],
    ["order", "order="],
    ["order", "order=--requests"],
    ["order", "order=method"],
    ["order", "order=requests,nothing"],
    ["order", "order=p42"],
    ["limit", "limit="],
    ["limit", "limit=0"],
    ["limit", "limit=-1"],
    ["limit", "limit=1001"],
    ["limit", "limit=1.5"],
    ["limit", "limit=1e2"],
    ["limit", "limit=ten"],
    ["limit", "limit=+5"],
    ["by", "by=p95"],
    ["method", "method=get"],
    ["status", "status="],
    ["status", "status=200&status=20"],
    ["status_class", "status_class=500"],
    ["p95", "p95=1"],
    ["by", "by=duration_ms"],
    ["compare", "compare="],
    ["compare", "from=-20h&step=1m&compare=previous"],
    ["objective", "objective=0"],
    ["objective", "objective=1"],
    ["objective", "objective=100"],
    ["objective", "objective=-1"],
    ["objective", "objective=1e-3"],
    ["objective", "objective=0.9999999999"],
    ["format", "format=JSON"],
    ["cursor", "cursor="],
    ["cursor", "cursor=W10"],
    ["measures", "measures=p95"],
    ["From", "From=-1h"],
    ["by", "by=route&by=method"],
    ["limit", "limit=1&limit=1"],
    ["__proto__", "__proto__=1"],
  ] as const)("names %s as what is wrong with %s", ([parameter, query]) => {
    expect(() => parse(query)).toThrow(expect.objectContaining({ name: "QueryError", parameter }));
  });

  test("gives a query or a QueryError for any parameters, and nothing else", () => {
    const names = fc.constantFrom("from", "to", "step", "by", "order", "limit", "x");
    const values = fc.oneof(
      fc.constantFrom("-1h", "now", "1m", "route", "-requests", "10"),
      anyText(8),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { maxLength: 4 }), (parameters) => {
        try {
          const query = parseUsageQuery(new URLSearchParams(parameters), nowMs);
          expect(query.range.fromMs).toBeLessThan(query.range.toMs);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      }),
    );
  });
});

function parse(query: string, settings: QuerySettings = {}): UsageQuery {
  return parseUsageQuery(new URLSearchParams(query), nowMs, settings);
}
