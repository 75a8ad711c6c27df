import { describe, expect, test } from "vitest";
import type { SeriesAnswer } from "../../src/query/answer.ts";
import { ask, type Asked } from "../fakes/asking.ts";
import { stillStore } from "../fakes/still-store.ts";
import { appOf, nowMs, seriesPath, storeOf, usageOf, type Counted } from "../query/counted.ts";

const minuteMs = 60_000;
const range = "from=2026-11-23T09:55:00Z&to=2026-11-23T10:00:00Z";

describe("/_edgewatch/api/series", () => {
  test("tells each group's figures in columns, the busiest first", async () => {
    const app = appOf(
      await storeOf([...at(5, 2, "/a"), ...at(3, 4, "/b"), ...at(1, 1, "/a", 500)]),
    );
    const answer = await seriesOf(app, `${range}&step=1m`);
    expect(answer).toMatchObject({
      from: "2026-11-23T09:55:00.000Z",
      to: "2026-11-23T10:00:00.000Z",
      step: "1m",
      by: ["route"],
      coverage: "source",
      partial: [],
    });
    expect(answer.times).toEqual(
      ["09:55", "09:56", "09:57", "09:58", "09:59"].map((time) => `2026-11-23T${time}:00.000Z`),
    );
    expect(answer.series.map(({ labels }) => labels)).toEqual([{ route: "/b" }, { route: "/a" }]);
    const [, a] = answer.series;
    expect(Object.keys(a?.values ?? {})).toEqual(["requests", "errors", "p50", "p95", "p99"]);
    expect(a?.values.requests).toEqual([2, 0, 0, 0, 1]);
    expect(a?.values.errors).toEqual([0, 0, 0, 0, 1]);
    expect(a?.values.p50?.map((p50) => p50 !== null)).toEqual([true, false, false, false, true]);
    expect(a?.total).toMatchObject({ requests: 3, errors: 1 });
  });

  test("agrees with usage, group by group and step by step", async () => {
    const requests = [...at(4, 3, "/a"), ...at(4, 2, "/b", 404), ...at(2, 5, "/b", 500)];
    const app = appOf(await storeOf(requests));
    const names =
      "requests,errors,error_rate,rate_per_second,availability,burn_rate,apdex,bytes_out,unique_consumers";
    const { times, series } = await seriesOf(
      app,
      `${range}&step=1m&by=route,status&measures=${names}`,
    );
    const { rows } = await usageOf(app, `${range}&step=1m&by=route,status`);
    for (const row of rows) {
      const line = series.find(
        ({ labels }) => labels["route"] === row.route && labels["status"] === row.status,
      );
      for (const name of names.split(",")) {
        const values: Readonly<Record<string, readonly unknown[]>> = line?.values ?? {};
        expect(values[name]?.[times.indexOf(row.time ?? "")], name).toEqual(row[name]);
      }
    }
    expect(rows).toHaveLength(3);
  });

  test.for([
    ["from=-10m", "10s", 61],
    ["from=-1h", "10s", 361],
    ["from=-61m", "1m", 62],
    ["from=-6h", "1m", 361],
    ["from=-7h", "10m", 43],
    ["from=-24h", "10m", 145],
    ["from=-7d", "1h", 169],
    ["from=-15d", "1h", 361],
    ["from=-29d", "1d", 30],
    ["from=-399d", "1d", 400],
  ] as const)(
    "chooses the finest step that a chart can show: %s",
    async ([search, step, points]) => {
      const answer = await seriesOf(appOf(stillStore()), search);
      expect(answer.step).toBe(step);
      expect(answer.times).toHaveLength(points);
    },
  );

  test("merges the groups that there is no room for, and those that had lost their names", async () => {
    const requests = [
      ...at(1, 9, "(other)"),
      ...at(1, 5, "/a"),
      ...at(1, 4, "/b"),
      ...at(2, 3, "/c"),
      ...at(1, 2, "/d"),
    ];
    const app = appOf(await storeOf(requests));
    const { series } = await seriesOf(app, `${range}&step=1m&limit=2`);
    expect(
      series.map(({ labels, total, values }) => [labels["route"], total.requests, values.requests]),
    ).toEqual([
      ["/a", 5, [0, 0, 0, 0, 5]],
      ["/b", 4, [0, 0, 0, 0, 4]],
      ["(other)", 14, [0, 0, 0, 3, 11]],
    ]);
    const sum = series.reduce((requestsSoFar, { total }) => requestsSoFar + total.requests, 0);
    expect(sum).toBe(requests.length);
  });

  test("names the steps that are not whole or not over", async () => {
    const answer = await seriesOf(appOf(await storeOf(at(1, 1, "/a"))), "from=-150m&step=1h&by=");
    expect(answer.times).toHaveLength(4);
    expect(answer.partial).toEqual([0, 3]);
  });

  test("knows nothing of steps to come, or too old to be kept", async () => {
    const app = appOf(await storeOf(at(1, 1, "/a")));
    const coming = await seriesOf(
      app,
      "from=2026-11-23T09:00:00Z&to=2026-11-23T13:00:00Z&step=1h&measures=requests",
    );
    expect(coming.series[0]?.values.requests).toEqual([1, null, null, null]);
    expect(coming.partial).toEqual([1, 2, 3]);
    const old = await seriesOf(app, "from=-402d&measures=requests");
    expect(old.series[0]?.values.requests?.slice(0, 4)).toEqual([null, null, 0, 0]);
  });

  test("has no lines where nothing was counted, but its times", async () => {
    const answer = await seriesOf(appOf(stillStore()), `${range}&step=1m`);
    expect(answer).toMatchObject({ series: [], partial: [] });
    expect(answer.times).toHaveLength(5);
  });

  test.for([
    ["measures", "measures="],
    ["measures", "measures=requests,p42"],
    ["step", "step=10s&from=-2h"],
    ["step", "step=1d&from=2000-01-01"],
    ["limit", "limit=1001"],
    ["order", "order=route"],
    ["cursor", "cursor=W10"],
    ["compare", "compare=previous"],
    ["by", "by=unknown"],
    ["from", "from=now&route=/a"],
  ] as const)("answers a wrong %s with 400 and names it: %s", async ([parameter, search]) => {
    const response = await ask(appOf(stillStore()), `${seriesPath}?${search}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter });
  });
});

function at(minutesAgo: number, count: number, route: string, status = 200): Counted[] {
  return Array.from({ length: count }, () => ({
    atMs: nowMs - minutesAgo * minuteMs,
    route,
    status,
  }));
}

async function seriesOf(app: Asked, search: string): Promise<SeriesAnswer> {
  const response = await ask(app, `${seriesPath}?${search}`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer: SeriesAnswer = await response.json();
  return answer;
}
