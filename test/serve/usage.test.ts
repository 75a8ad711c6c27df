import { seriesOf } from "../fakes/series.ts";
import { describe, expect, test } from "vitest";
import type { SeriesValue } from "../../src/core/frame.ts";
import { formatSeriesKey } from "../../src/core/labels.ts";
import { edgewatch, type Frame, type Store } from "../../src/index.ts";
import { stillStore } from "../fakes/still-store.ts";
import type { Usage } from "../../src/query/answer.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

/** An hour before the fake clock begins. */
const nineMs = Date.UTC(2026, 10, 23, 9);
const secondMs = 1_000;
/** 10 ms each: the bucket of 10 ms, and a sum of so many times 10,000 µs. */
const oneOfTenMs = -213;

describe("/_edgewatch/api/usage", () => {
  test("tells the figures of each route, the busiest first", async () => {
    const usage = await query("from=2026-11-23T09:00:00Z&to=2026-11-23T09:01:00Z");
    expect(usage).toMatchObject({
      from: "2026-11-23T09:00:00.000Z",
      to: "2026-11-23T09:01:00.000Z",
      step: null,
      by: ["route"],
      coverage: "source",
      more: 0,
    });
    expect(usage.rows.map(({ route, requests, errors }) => [route, requests, errors])).toEqual([
      ["/orders", 60, 10],
      ["/stock", 6, 0],
    ]);
    const [orders] = usage.rows;
    expect(orders?.error_rate).toBeCloseTo(1 / 6, 9);
    expect(orders?.rate_per_second).toBe(1);
    expect(orders?.duration_ms?.avg).toBe(10);
    expect(Math.abs((orders?.duration_ms?.p99 ?? 0) - 10)).toBeLessThan(10 * 0.0109);
    expect(usage.total).toMatchObject({ requests: 66, errors: 10, rate_per_second: 1.1 });
  });

  test.for([
    ["by=", [[66]]],
    ["by=service", [["orders", 66]]],
    [
      "by=method",
      [
        ["GET", 56],
        ["POST", 10],
      ],
    ],
    [
      "by=status",
      [
        [200, 56],
        [500, 10],
      ],
    ],
    [
      "by=route,status",
      [
        ["/orders", 200, 50],
        ["/orders", 500, 10],
        ["/stock", 200, 6],
      ],
    ],
  ] as const)("groups: %s", async ([by, expected]) => {
    const usage = await query(`from=-2h&${by}`);
    const rows = usage.rows.map((row) => [...usage.by.map((name) => row[name]), row.requests]);
    expect(rows).toEqual(expected);
    expect(usage.total.requests).toBe(66);
  });

  test.for([
    ["order=requests", ["/stock", "/orders"]],
    ["order=-requests", ["/orders", "/stock"]],
    ["order=-errors", ["/orders", "/stock"]],
    ["order=error_rate", ["/stock", "/orders"]],
    ["order=-rate_per_second", ["/orders", "/stock"]],
    ["order=route", ["/orders", "/stock"]],
    ["order=-route", ["/stock", "/orders"]],
    ["order=p99,-route", ["/stock", "/orders"]],
    ["order=-p50,route", ["/orders", "/stock"]],
  ] as const)("orders: %s", async ([order, expected]) => {
    const usage = await query(`from=-2h&${order}`);
    expect(usage.rows.map(({ route }) => route)).toEqual(expected);
  });

  test("limits the rows, says how many more there are, and leaves the total whole", async () => {
    const usage = await query("from=-2h&by=route,status&limit=2");
    expect(usage.rows).toHaveLength(2);
    expect(usage.more).toBe(1);
    expect(usage.total.requests).toBe(66);
  });

  test("tells steps apart, oldest first, each with its own rate", async () => {
    const range = "from=2026-11-23T09:00:00Z&to=2026-11-23T09:01:00Z";
    const usage = await query(`${range}&step=10s&by=`);
    expect(usage.step).toBe("10s");
    expect(
      usage.rows.map(({ time, requests, rate_per_second: rate }) => [time, requests, rate]),
    ).toEqual([
      ["2026-11-23T09:00:00.000Z", 20, 2],
      ["2026-11-23T09:00:10.000Z", 6, 0.6],
      ["2026-11-23T09:00:50.000Z", 40, 4],
    ]);
  });

  test("divides by the part of a step that the range covers, and says so", async () => {
    const range = "from=2026-11-23T09:00:50Z&to=2026-11-23T09:01:00Z";
    const usage = await query(`${range}&step=1h&by=`);
    expect(usage.rows).toMatchObject([{ requests: 40, rate_per_second: 4, partial: true }]);
    const whole = await query("from=2026-11-23T09:00:00Z&to=2026-11-23T10:00:00Z&step=1h&by=");
    expect(whole.rows).toMatchObject([{ requests: 66 }]);
    expect(whole.rows[0]).not.toHaveProperty("partial");
  });

  test("widens the range to whole 10 s and says so", async () => {
    const usage = await query("from=2026-11-23T09:00:01Z&to=2026-11-23T09:00:10.001Z&by=");
    expect(usage).toMatchObject({
      from: "2026-11-23T09:00:00.000Z",
      to: "2026-11-23T09:00:20.000Z",
      total: { requests: 26 },
    });
  });

  test.for(["", "&step=1d"])(
    "answers an empty range with an empty table and its bounds%s",
    async (step) => {
      const usage = await query(`from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z${step}`);
      expect(usage).toMatchObject({
        from: "2020-01-01T00:00:00.000Z",
        to: "2020-01-02T00:00:00.000Z",
        rows: [],
        more: 0,
        next_cursor: null,
        total: {
          requests: 0,
          errors: 0,
          error_rate: 0,
          rate_per_second: 0,
          availability: null,
          burn_rate: 0,
          apdex: null,
          duration_ms: null,
          bytes_in: null,
          bytes_out: null,
          cpu_ms: null,
          unique_consumers: 0,
        },
      });
    },
  );

  test("counts the request made just before", async () => {
    const app = createApp(stillStore());
    await ask(app, "/orders/42");
    const response = await ask(app, "/_edgewatch/api/usage?from=-1m&to=2026-11-23T10:01:00Z");
    expect(await response.json()).toMatchObject({ rows: [{ route: "/orders/:id", requests: 1 }] });
  });

  test("counts it as well when the range ends now", async () => {
    const app = createApp(stillStore());
    await ask(app, "/orders/42");
    const response = await ask(app, "/_edgewatch/api/usage?from=-1m");
    expect(await response.json()).toMatchObject({ total: { requests: 1 } });
  });

  test("tells the coverage of the store", async () => {
    const store: Store = { ...stillStore(), coverage: "system" };
    const response = await ask(createApp(store), "/_edgewatch/api/usage");
    expect(await response.json()).toMatchObject({ coverage: "system" });
  });

  test.for([
    ["from", "from=yesterday"],
    ["to", "to=2026-13-01"],
    ["from", "from=-1h&to=-2h"],
    ["step", "step=5m"],
    ["step", "from=-2h&step=10s"],
    ["step", "step=10s"],
    ["by", "by=path"],
    ["by", "by=Route"],
    ["plan", "plan=pro"],
    ["status", "status=6xy"],
    ["method", "method=get"],
    ["compare", "compare=next"],
    ["compare", "from=-20h&step=1m&compare=previous"],
    ["objective", "objective=100"],
    ["format", "format=xml"],
    ["cursor", "cursor=rubbish"],
    ["order", "order=method"],
    ["limit", "limit=0"],
    ["group", "group=route"],
    ["limit", "limit=1&limit=2"],
  ] as const)("answers a wrong %s with 400 and names it: %s", async ([parameter, search]) => {
    const response = await ask(createApp(stillStore()), `/_edgewatch/api/usage?${search}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      type: "about:blank",
      status: 400,
      title: "Bad Request",
      parameter,
      detail: expect.stringMatching(/^Cannot /),
    });
  });
});

async function query(search: string): Promise<Usage> {
  const store = stillStore();
  await store.apply({ source: "a", sequence: 1, frames: frames.slice(0, 2) });
  await store.apply({ source: "b", sequence: 1, frames: frames.slice(2) });
  const response = await ask(createApp(store), `/_edgewatch/api/usage?${search}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  const usage: Usage = await response.json();
  return usage;
}

function createApp(store: Store): Asked {
  const watch = edgewatch({ service: "orders", token, store }, createPlatform());
  return watch.handler({ fetch: (_request: Request) => new Response("hi") });
}

const frames: readonly Frame[] = [
  createFrame(0, { "GET /orders 200": 20 }),
  createFrame(10, { "GET /stock 200": 6 }),
  createFrame(50, { "GET /orders 200": 30, "POST /orders 500": 10 }),
];

function createFrame(offsetSeconds: number, counts: Readonly<Record<string, number>>): Frame {
  const series = Object.entries(counts).map(([name, count]): [string, SeriesValue] => {
    const [method = "", route = "", status = ""] = name.split(" ");
    const key = formatSeriesKey({ service: "orders", method, route, status });
    return [key, seriesOf([count * 10_000, 0, oneOfTenMs, count])];
  });
  return {
    startMs: nineMs + offsetSeconds * secondMs,
    started: 0,
    dropped: [],
    series,
  };
}
