import { describe, expect, test } from "vitest";
import { formatGroupKey } from "../../src/core/error-group.ts";
import { emptyFrame, frameStart, type Frame } from "../../src/core/frame.ts";
import type { Store } from "../../src/core/store.ts";
import { FrameRecorder } from "../../src/metrics/frame-recorder.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { ask } from "../fakes/asking.ts";
import { observed } from "../fakes/observed.ts";
import { stillStore } from "../fakes/still-store.ts";
import { framesOf, nowMs, storeOf, type Counted } from "./counted.ts";
import { overviewOf, overviewPath, watchedStore, appWithDashboard } from "./overview-asking.ts";

const minuteMs = 60_000;

describe("/_edgewatch/api/overview", () => {
  test("tells of a range, and of the one before it by the same indexes", async () => {
    const app = appWithDashboard(
      await storeOf([...at(5, 3), ...at(15, 2), ...at(62, 4), ...at(75, 7, { status: 503 })]),
    );
    const overview = await overviewOf(app, "from=-1h&objective=99");
    expect(overview).toMatchObject({
      from: "2026-11-23T09:00:00.000Z",
      to: "2026-11-23T10:00:10.000Z",
      by: [],
      coverage: "source",
      step: "1m",
      partial: [60],
      sources: 1,
      objective: 0.99,
      total: { requests: 5, errors: 0 },
      previous: {
        from: "2026-11-23T08:00:00.000Z",
        to: "2026-11-23T09:00:00.000Z",
        total: { requests: 11, errors: 7, burn_rate: 7 / 11 / 0.01 },
      },
    });
    const { times, values, previous } = overview;
    expect(times).toHaveLength(61);
    for (const points of [...Object.values(values), ...Object.values(previous.values)]) {
      expect(points).toHaveLength(61);
    }
    expect(values.requests?.[55]).toBe(3);
    expect(previous.values.requests?.[58]).toBe(4);
    expect(previous.values.errors?.[45]).toBe(7);
  });

  test.for([
    ["from=-10m", "10s", 61],
    ["from=-30m", "10s", 181],
    ["from=-31m", "1m", 32],
    ["from=-1h", "1m", 61],
    ["from=-6h", "1m", 361],
    ["from=-7h", "10m", 43],
    ["from=-24h", "10m", 145],
    ["from=-60h", "10m", 361],
    ["from=-61h", "1h", 62],
    ["from=-15d", "1h", 361],
    ["from=-16d", "1d", 17],
    ["from=-90d", "1d", 91],
    ["from=-1h&step=10s", "10s", 361],
  ] as const)(
    "chooses the finest step that is kept of the range before, too: %s",
    async ([search, step, points]) => {
      const overview = await overviewOf(appWithDashboard(stillStore()), search);
      expect(overview.step).toBe(step);
      expect(overview.times).toHaveLength(points);
    },
  );

  test("knows no steps of a range before of which only coarser ones are kept, but its total", async () => {
    const app = appWithDashboard(await storeOf([...at(10, 1), ...at(70, 2)]));
    const { previous } = await overviewOf(app, "from=-1h&step=10s");
    expect(previous.values.requests?.every((value) => value === null)).toBe(true);
    expect(previous.total?.requests).toBe(2);
  });

  test("knows nothing of what is kept no more, and of what is to come", async () => {
    const app = appWithDashboard(stillStore());
    const old = await overviewOf(app, "from=-399d");
    expect(old.previous.total).toMatchObject({ requests: 0 });
    expect(old.previous.values.requests?.slice(0, 3)).toEqual([null, null, null]);
    const older = await overviewOf(app, "from=-500d&to=-450d");
    expect(older.previous.total).toBeNull();
    expect(older.values.requests?.[0]).toBeNull();
    const coming = await overviewOf(
      app,
      "from=2026-11-23T09:00:00Z&to=2026-11-23T13:00:00Z&step=1h",
    );
    expect(coming.values.requests).toEqual([0, null, null, null]);
  });

  test("distributes durations over rows of half an octave, the fastest first", async () => {
    const durations = [0, 0, 1, 10, 11, 100];
    const app = appWithDashboard(
      await storeOf(durations.flatMap((durationMs) => at(3, 1, { durationMs }))),
    );
    const { heatmap, times } = await overviewOf(app, "from=-10m&step=1m");
    const { bounds_ms: bounds, counts } = heatmap;
    expect(counts).toHaveLength(times.length);
    expect(bounds[0]).toBeCloseTo(0.000_954, 6);
    for (const [index, bound] of bounds.entries()) {
      if (index > 1) expect(bound / (bounds[index - 1] ?? 0)).toBeCloseTo(Math.SQRT2, 3);
    }
    const counted = counts[7] ?? [];
    function upTo(ms: number): number {
      return counted.reduce((sum, count, row) => sum + ((bounds[row] ?? 0) < ms ? count : 0), 0);
    }
    expect([upTo(0.9), upTo(9), upTo(90), upTo(140)]).toEqual([2, 3, 5, 6]);
    expect(bounds.at(-1)).toBeGreaterThan(100);
    expect(bounds.at(-1)).toBeLessThan(142);
  });

  test("tells of no more than 40 rows, and counts what is faster in the lowest", async () => {
    const durations = [0, 0.001, 0.002, 0.01, 1, 1_000, 8_000_000];
    const app = appWithDashboard(
      await storeOf(durations.flatMap((durationMs) => at(3, 1, { durationMs }))),
    );
    const { bounds_ms: bounds, counts } = (await overviewOf(app, "from=-10m&step=1m")).heatmap;
    expect(bounds).toHaveLength(40);
    expect(bounds.toSorted((a, b) => a - b)).toEqual(bounds);
    expect(new Set(bounds).size).toBe(40);
    expect(counts[7]?.slice(0, 2)).toEqual([1, 4]);
  });

  test("has no rows where nothing was counted", async () => {
    const overview = await overviewOf(appWithDashboard(stillStore()), "from=-10m&step=1m");
    expect(overview.heatmap).toEqual({ bounds_ms: [], counts: overview.times.map(() => []) });
    expect(overview).toMatchObject({
      ...{ classes: [], marks: [], statuses: [], routes: [], consumers: [] },
      ...{ errors: [], dependencies: [] },
      total: { requests: 0, duration_ms: null },
    });
  });

  test("costs one reading, and what is known of groups of errors where some failed", async () => {
    const quiet = watchedStore(await storeOf(at(5, 3)));
    await overviewOf(appWithDashboard(quiet.store), "from=-1h");
    expect(quiet.reads).toHaveLength(1);
    expect(quiet.others()).toBe(0);
    const failing = watchedStore(await failingStore());
    const { errors } = await overviewOf(appWithDashboard(failing.store), "from=-1h");
    expect(errors.length).toBeGreaterThan(0);
    expect(failing.reads).toHaveLength(1);
    expect(failing.others()).toBe(2);
  });

  test("tells of the most frequent errors, of those that filters let through", async () => {
    const app = appWithDashboard(await failingStore());
    const all = await overviewOf(app, "from=-1h");
    expect(all.errors.map(({ id, count }) => [id.slice(0, 1), count])).toEqual([
      ["a", 5],
      ["b", 2],
    ]);
    const list: unknown = await (
      await ask(app, "/_edgewatch/api/errors?from=-1h&order=-count")
    ).json();
    expect(list).toMatchObject({ groups: all.errors });
    async function ids(search: string): Promise<string[]> {
      const { errors } = await overviewOf(app, `from=-1h&${search}`);
      return errors.map(({ id }) => id.slice(0, 1));
    }

    expect(await ids("route=/pay")).toEqual(["b"]);
    expect(await ids("limit=1")).toEqual(["a"]);
    expect(await ids("service=stock")).toEqual([]);
    expect(await ids("status_class=5xx")).toEqual(["a", "b"]);
    expect(await ids("status_class=2xx")).toEqual([]);
    expect(await ids("consumer=ada")).toEqual([]);
  });

  test("tells of the busiest dependencies, and of none where requests are filtered", async () => {
    const recorder = new FrameRecorder(nowMs - 5 * minuteMs);
    for (const [host, calls] of [
      ["stock", 2],
      ["bank", 5],
    ] as const) {
      const labels = [["server.address", host]] as const;
      const metric = {
        kind: "histogram",
        name: "http.client.request.duration",
        unit: "s",
      } as const;
      const handle = new MetricHandle({ ...metric, labels });
      for (let call = 0; call < calls; call++) recorder.record(handle, 0.1, undefined);
    }
    recorder.observe(observed());
    const app = appWithDashboard(await storeWith([recorder.toFrame("orders")]));
    const { dependencies } = await overviewOf(app, "from=-1h");
    expect(dependencies.map(({ dependency, calls }) => [dependency, calls])).toEqual([
      ["bank", 5],
      ["stock", 2],
    ]);
    expect((await overviewOf(app, "from=-1h&route=/orders")).dependencies).toEqual([]);
  });

  test.for([
    ["by", "by=route"],
    ["step", "step=1y"],
    ["step", "step=10s&from=-2h"],
    ["limit", "limit=101"],
    ["limit", "limit=0"],
    ["objective", "objective=100"],
    ["from", "from=later"],
    ["from", "from=now"],
    ["to", "to=now&to=now"],
    ["status_class", "status_class=500"],
    ["plan", "plan=pro"],
    ["measures", "measures=p50"],
    ["format", "format=csv"],
  ] as const)("answers a wrong %s with 400 and names it: %s", async ([parameter, search]) => {
    const response = await ask(appWithDashboard(stillStore()), `${overviewPath}?${search}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter });
  });
});

function at(minutesAgo: number, count: number, more: Partial<Counted> = {}): Counted[] {
  return Array.from({ length: count }, () => ({ atMs: nowMs - minutesAgo * minuteMs, ...more }));
}

async function failingStore(): Promise<Store> {
  const startMs = frameStart(nowMs - 5 * minuteMs);
  const groups = [
    ["a", 5, "/"],
    ["b", 2, "/pay"],
  ] as const;
  const failed: Frame = {
    ...emptyFrame(startMs),
    groups: groups.map(([id, count, route]) => {
      const sample = { errorId: id, timeMs: startMs, title: `Cannot ${id}`, method: "GET", route };
      const seen = { firstMs: startMs, lastMs: startMs, first: sample, last: sample };
      return [formatGroupKey(id.repeat(16), "orders", "v1"), { count, consumers: [], ...seen }];
    }),
  };
  return await storeWith([...framesOf(at(5, 7, { status: 500 })), failed]);
}

async function storeWith(frames: readonly Frame[]): Promise<Store> {
  const store = stillStore();
  for (const [sequence, frame] of frames.entries()) {
    await store.apply({ source: "a", sequence: sequence + 1, frames: [frame] });
  }
  return store;
}
