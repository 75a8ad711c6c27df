import { describe, expect, test } from "vitest";
import { appOf, nowMs, storeOf, usageOf, type Counted } from "./counted.ts";

const minuteMs = 60_000;

describe("compare=previous", () => {
  test("tells the figures of the range of the same length just before", async () => {
    const app = appOf(
      await storeOf([
        ...at(30, 3, "/a"),
        ...at(90, 5, "/a"),
        ...at(90, 2, "/gone"),
        ...at(10, 1, "/new"),
      ]),
    );
    const usage = await usageOf(app, "from=-1h&compare=previous");
    expect(usage).toMatchObject({
      from: "2026-11-23T09:00:00.000Z",
      to: "2026-11-23T10:00:10.000Z",
      previous: { from: "2026-11-23T08:00:00.000Z", to: "2026-11-23T09:00:00.000Z" },
      total: { requests: 4, previous: { requests: 7 } },
    });
    expect(usage.rows).toMatchObject([
      { route: "/a", requests: 3, previous: { requests: 5, rate_per_second: 5 / 3_600 } },
      { route: "/new", requests: 1, previous: null },
    ]);
    expect(usage.rows[0]).toHaveProperty("previous.duration_ms.p99");
  });

  test("is silent where nobody asks", async () => {
    const usage = await usageOf(appOf(await storeOf(at(1, 1, "/a"))), "from=-1h");
    expect(usage).not.toHaveProperty("previous");
    expect(usage.total).not.toHaveProperty("previous");
    expect(usage.rows[0]).not.toHaveProperty("previous");
  });

  test("compares each step with the one in the same position", async () => {
    const requests = [
      ...at(3, 1),
      ...at(2, 2),
      ...at(1, 3),
      ...at(13, 10),
      ...at(11, 30),
      ...at(14, 40),
    ];
    const app = appOf(await storeOf(requests));
    const usage = await usageOf(
      app,
      "from=-10m&to=2026-11-23T10:00:00Z&step=1m&by=&compare=previous",
    );
    const rows = usage.rows.map(({ time, requests: count, previous }) => [
      time,
      count,
      previous?.requests,
    ]);
    expect(rows).toEqual([
      ["2026-11-23T09:57:00.000Z", 1, 10],
      ["2026-11-23T09:58:00.000Z", 2, undefined],
      ["2026-11-23T09:59:00.000Z", 3, 30],
    ]);
    expect(usage.total.previous?.requests).toBe(80);
  });

  test("compares hours with those of the day before, whole steps earlier", async () => {
    const dayAgo = at(24 * 60 + 61, 4);
    const app = appOf(await storeOf([...dayAgo, ...at(61, 6)]));
    const usage = await usageOf(
      app,
      "from=-24h&to=2026-11-23T10:00:00Z&step=1h&by=&compare=previous",
    );
    expect(usage.rows).toMatchObject([
      {
        time: "2026-11-23T08:00:00.000Z",
        requests: 6,
        previous: { requests: 4, rate_per_second: 4 / 3_600 },
      },
    ]);
  });

  test("cuts the range before down to what is kept of that time, and says so", async () => {
    const usage = await usageOf(appOf(await storeOf([])), "from=-6d&to=-90m&compare=previous");
    expect(usage).toMatchObject({
      from: "2026-11-17T10:00:00.000Z",
      previous: { from: "2026-11-11T11:00:00.000Z", to: "2026-11-17T10:00:00.000Z" },
    });
  });

  test("has nothing to say of before 1970", async () => {
    const usage = await usageOf(
      appOf(await storeOf([])),
      "from=1970-01-01&to=1970-01-02&compare=previous",
    );
    expect(usage).toMatchObject({ rows: [], total: { requests: 0, previous: null } });
  });
});

function at(minutesAgo: number, count: number, route = "/a"): Counted[] {
  return Array.from({ length: count }, () => ({ atMs: nowMs - minutesAgo * minuteMs, route }));
}
