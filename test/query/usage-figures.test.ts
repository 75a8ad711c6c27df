import { describe, expect, test } from "vitest";
import { ask } from "../fakes/asking.ts";
import { stillStore } from "../fakes/still-store.ts";
import { appOf, nowMs, storeOf, usageOf, usagePath, type Counted } from "./counted.ts";

const atMs = nowMs - 60_000;

describe("figures", () => {
  test("availability, burn rate and error rate tell the same, each in its own way", async () => {
    const app = appOf(
      await storeOf([...times(999, { status: 200 }), ...times(1, { status: 503 })]),
    );
    const { total } = await usageOf(app, "from=-1h");
    expect(total).toMatchObject({ error_rate: 0.001, availability: 0.999, burn_rate: 1 });
    const strict = await usageOf(app, "from=-1h&objective=99.99");
    expect(strict.total.burn_rate).toBeCloseTo(10, 9);
    const lax = await usageOf(
      appOf(await storeOf(times(1, { status: 500 })), { objective: 0.5 }),
      "",
    );
    expect(lax.total).toMatchObject({ availability: 0, burn_rate: 2 });
  });

  test("a 4xx is no error", async () => {
    const app = appOf(await storeOf(times(3, { status: 429 })));
    expect((await usageOf(app, "")).total).toMatchObject({
      requests: 3,
      errors: 0,
      availability: 1,
    });
  });

  test("Apdex counts each route by its own threshold, and nothing that failed", async () => {
    const requests = [
      ...times(4, { route: "/fast", durationMs: 100 }),
      ...times(2, { route: "/fast", durationMs: 300 }),
      ...times(2, { route: "/fast", durationMs: 500 }),
      ...times(5, { route: "/slow", durationMs: 2_000 }),
      ...times(5, { route: "/slow", durationMs: 3_000, status: 500 }),
      ...times(2, { route: "/usual", durationMs: 500 }),
    ];
    const apdex = { thresholdMs: 500, routes: { "/fast": 100, "/slow": 4_000 } };
    const app = appOf(await storeOf(requests), { apdex });
    const { rows, total } = await usageOf(app, "order=route");
    expect(rows.map((row) => row.apdex)).toEqual([(4 + 1) / 8, 0.5, 1]);
    expect(total.apdex).toBe((4 + 1 + 5 + 2) / 20);
  });

  test("Apdex does not call a request slow that takes as long as the threshold", async () => {
    for (const thresholdMs of [1, 7, 99.9, 500, 1_000, 12_345]) {
      const store = await storeOf([
        { atMs, durationMs: thresholdMs },
        { atMs, durationMs: 4 * thresholdMs },
      ]);
      const { total } = await usageOf(appOf(store, { apdex: { thresholdMs } }), "");
      expect(total.apdex, `${thresholdMs} ms`).toBe(0.75);
    }
  });

  test("bytes are null where none are known, and the sum where some are", async () => {
    const app = appOf(
      await storeOf([
        { atMs, route: "/a" },
        { atMs, route: "/b", bytesOut: 7 },
        { atMs, route: "/b" },
      ]),
    );
    const { rows, total } = await usageOf(app, "order=route");
    expect(rows).toMatchObject([
      { bytes_in: null, bytes_out: null, cpu_ms: null },
      { bytes_in: null, bytes_out: 7 },
    ]);
    expect(total.bytes_out).toBe(7);
  });

  test("quantiles up to p99.9 are within 1.09 % of what was recorded", async () => {
    const durations = Array.from({ length: 10_000 }, (_, rank) => (rank + 1) / 10);
    const app = appOf(await storeOf(durations.map((durationMs) => ({ atMs, durationMs }))));
    const { total } = await usageOf(app, "");
    const { avg, ...quantiles } = total.duration_ms ?? { avg: 0 };
    expect(avg).toBe(500.05);
    expect(Object.keys(quantiles)).toEqual(["p50", "p90", "p95", "p99", "p99_9"]);
    const truth = [500, 900, 950, 990, 999];
    Object.values(quantiles).forEach((quantile, at) => {
      expect(Math.abs(quantile / (truth[at] ?? 0) - 1)).toBeLessThan(0.0109);
    });
  });

  test("unique consumers are counted exactly while all of them are named", async () => {
    const app = appOf(
      await storeOf([...consumers(150, "/a"), ...consumers(30, "/b"), { atMs, route: "/b" }]),
    );
    const { rows, total } = await usageOf(app, "order=route");
    expect(rows.map((row) => row.unique_consumers)).toEqual([150, 30]);
    expect(total.unique_consumers).toBe(150);
  });

  test("unique consumers are estimated over all where some lost their names, and null in part of it", async () => {
    const app = appOf(await storeOf(consumers(3_000, "/a")));
    const { rows, total } = await usageOf(app, "");
    expect(Math.abs((total.unique_consumers ?? 0) / 3_000 - 1)).toBeLessThan(0.1);
    expect(rows).toMatchObject([{ requests: 3_000, unique_consumers: null }]);
    const filtered = await usageOf(app, "route=/a");
    expect(filtered.total).toMatchObject({ requests: 3_000, unique_consumers: null });
    const few = await usageOf(appOf(await storeOf(consumers(300, "/a"))), "");
    expect(Math.abs((few.total.unique_consumers ?? 0) / 300 - 1)).toBeLessThan(0.1);
    const named = await usageOf(app, "by=consumer&limit=1000");
    expect(named.rows.filter((row) => row.consumer === "(other)")).toHaveLength(1);
  });
});

describe("labels of one's own", () => {
  const requests = [
    { atMs, labels: { plan: "pro" } },
    { atMs, labels: { plan: "free" } },
    { atMs, labels: { plan: "free" } },
    { atMs },
  ];

  test("group and filter by their names", async () => {
    const app = appOf(await storeOf(requests));
    const { by, rows } = await usageOf(app, "by=plan,status_class&order=-requests,plan");
    expect(by).toEqual(["plan", "status_class"]);
    expect(rows.map((row) => [row["plan"], row.status_class, row.requests])).toEqual([
      ["free", "2xx", 2],
      ["", "2xx", 1],
      ["pro", "2xx", 1],
    ]);
    for (const [search, count] of [
      ["plan=pro", 1],
      ["plan=pro&plan=", 2],
      ["plan=enterprise", 0],
    ] as const) {
      expect((await usageOf(app, search)).total.requests).toBe(count);
    }
  });

  test.for([
    ["by", "by=tier"],
    ["tier", "tier=1"],
    ["by", "by=route,tier&from=-2h&to=-1h"],
  ] as const)(
    "are refused with the known ones where nobody knows them: %s",
    async ([parameter, search]) => {
      const response = await ask(appOf(await storeOf(requests)), `${usagePath}?${search}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        parameter,
        detail: expect.stringMatching(/known ones are service, .*, status_class/),
      });
    },
  );

  test("are known where they are configured, although nothing was counted", async () => {
    const options = { labels: { tier: () => undefined } };
    const app = appOf(stillStore(), options);
    expect(await usageOf(app, "by=tier&tier=1&order=tier")).toMatchObject({
      rows: [],
      by: ["tier"],
    });
  });
});

function times(count: number, request: Omit<Counted, "atMs">): Counted[] {
  return Array.from({ length: count }, () => ({ atMs, ...request }));
}

function consumers(count: number, route: string): Counted[] {
  return Array.from({ length: count }, (_, n) => ({ atMs, route, labels: { consumer: `c${n}` } }));
}
