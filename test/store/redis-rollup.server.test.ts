import { afterAll, describe, expect, test } from "vitest";
import { frameMs, frameStart, type Frame, type SeriesValue } from "../../src/core/frame.ts";
import { formatSeriesKey, type SeriesKey } from "../../src/core/labels.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { commitScript } from "../../src/store/redis-scripts.ts";
import { redisStore, type RedisStore } from "../../src/store/redis-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { effort } from "../fakes/effort.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { seriesOf } from "../fakes/series.ts";
import { RedisServer } from "../redis/redis-server.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 0, 1, 7, 31, 20);

const server = await RedisServer.start();
let prefixes = 0;

afterAll(() => server.stop());

describe("redisStore() rolls up", () => {
  test("and conserves the sums of 40 days at every step, and bounds what is stored", async () => {
    const { store, clock, prefix } = createStore();
    const random = createRandom(7);
    const averageGapMs = effort(120, 5) * minuteMs;
    const days: Record<string, number> = {};
    let sent = 0;
    while (clock.now() < startMs + 40 * dayMs) {
      clock.pass(Math.round(random() * 2 * averageGapMs));
      const day = dayOf(clock.now());
      days[day] = (days[day] ?? 0) + 1;
      sent++;
      // Some come late, but while their bucket is open.
      const lateMs = pick(random, [0, 0, 0, 5 * minuteMs]);
      const frame = createFrame(frameStart(Math.max(clock.now() - lateMs, dayStart(clock.now()))));
      await store.apply(createBatch("a", sent, frame));
    }
    const fromMs = frameStart(startMs, dayMs);
    for (const stepMs of [dayMs, hourMs]) {
      const { frames } = await store.read({ fromMs, toMs: fromMs + 41 * dayMs }, stepMs);
      expect(perDay(frames)).toEqual(days);
    }
    expect(countOf((await store.totals()).frames)).toBe(sent);
    await store.compact();
    const keys = await server.send("KEYS", `${prefix}:*`);
    // An hour of 10 s, a day of minutes, a week of tens of them, a month of hours, 41 days, and two rows of its own.
    const bound = 360 + 6 + 1_440 + 60 + 1_008 + 6 + 720 + 24 + 41 + 2;
    expect(Array.isArray(keys) ? keys.length : Infinity).toBeLessThan(bound);
  }, 600_000);

  test("takes a late batch into every bucket that has been rolled up", async () => {
    const { store, clock } = createStore();
    const early = frameStart(clock.now());
    await store.apply(createBatch("a", 1, createFrame(early)));
    clock.pass(50 * minuteMs);
    await store.apply(createBatch("a", 2, createFrame(frameStart(clock.now()))));
    await store.compact();
    await store.apply(createBatch("late", 1, createFrame(early)));
    await store.apply(createBatch("late", 2, createFrame(early + frameMs)));
    for (const isCompacted of [false, true]) {
      if (isCompacted) await store.compact();
      for (const stepMs of [frameMs, minuteMs, 10 * minuteMs, hourMs, dayMs]) {
        const range = { fromMs: early - dayMs, toMs: clock.now() + dayMs };
        expect(countOf((await store.read(range, stepMs)).frames)).toBe(4);
      }
    }
    expect(countOf((await store.totals()).frames)).toBe(4);
  });

  test("and refuses what comes after its bucket is gone, and never counts it twice", async () => {
    const { store, clock } = createStore();
    const batch = createBatch("a", 1, createFrame(frameStart(clock.now())));
    await store.apply(batch);
    clock.pass(3 * hourMs);
    await store.apply(createBatch("a", 2, createFrame(frameStart(clock.now()))));
    expect(await store.apply(batch)).toEqual({
      applied: 0,
      duplicate: 0,
      late: 1,
      lateRequests: 1,
    });
    expect(countOf((await store.totals()).frames)).toBe(2);
  });

  test("and survives sources whose clocks differ by a day", async () => {
    const { store, clock } = createStore();
    const skews = [0, dayMs, -dayMs, hourMs / 2];
    let applied = 0;
    for (let i = 0; i < 400; i++) {
      const skew = skews[i % skews.length] ?? 0;
      const frame = createFrame(frameStart(clock.now() + skew));
      applied += (await store.apply(createBatch(`source ${skew}`, i + 1, frame))).applied;
      clock.pass(5 * minuteMs);
    }
    clock.pass(3 * dayMs);
    await store.compact();
    expect(countOf((await store.totals()).frames)).toBe(applied);
    expect(applied).toBeGreaterThanOrEqual(300);
  });

  test("by the server's clock, so that no client's clock closes a bucket early", async () => {
    const prefix = `test${prefixes++}`;
    const store = redisStore(server.client(), { prefix });
    const nowMs = frameStart(await serverMs());
    await store.apply(createBatch("a day ahead", 1, createFrame(nowMs + dayMs)));
    await store.apply(createBatch("a", 1, createFrame(nowMs - 30 * minuteMs)));
    await store.compact();
    const late = createFrame(nowMs - 59 * minuteMs);
    expect(await store.apply(createBatch("b", 1, late))).toMatchObject({ applied: 1 });
    await store.compact();
    const older = createFrame(nowMs - 2 * hourMs);
    expect(await store.apply(createBatch("b", 2, older))).toMatchObject({ late: 1 });
    const present = createFrame(nowMs);
    expect(await store.apply(createBatch("b", 3, present))).toMatchObject({ applied: 1 });
    expect(countOf((await store.totals()).frames)).toBe(4);
  });

  test("a long silence in a few commands", async () => {
    const { store, clock } = createStore();
    await store.apply(createBatch("a", 1, createFrame(frameStart(clock.now()))));
    clock.pass(200 * dayMs);
    await store.apply(createBatch("a", 2, createFrame(frameStart(clock.now()))));
    const before = await server.calls();
    await store.compact();
    expect(countOf((await store.totals()).frames)).toBe(2);
    const after = await server.calls();
    const calls = [...after].reduce(
      (sum, [name, count]) => sum + count - (before.get(name) ?? 0),
      0,
    );
    expect(calls).toBeLessThan(100);
  });

  test("in steps where one would take too much memory", async () => {
    const clock = new FakeClock(startMs);
    const inner = server.client();
    let commits = 0;
    const counting: RedisClient = {
      ...inner,
      eval: (script, keys, args) => {
        if (script === commitScript && keys.length > 2) commits++;
        return inner.eval(script, keys, args);
      },
    };
    const store = redisStore(counting, { prefix: `test${prefixes++}`, clock });
    const series = Array.from({ length: 500 }, (_, index) => longSeries(index));
    const buckets = effort(100, 400);
    for (let bucket = 0; bucket < buckets; bucket++) {
      const startOfBucket = frameStart(startMs) + bucket * frameMs;
      await store.apply(createBatch("a", bucket + 1, { ...createFrame(startOfBucket), series }));
    }
    clock.pass(2 * hourMs);
    commits = 0;
    await store.compact();
    expect(commits).toBeGreaterThan(1);
    const { frames } = await store.totals();
    expect(countOf(frames)).toBe(buckets);
    expect(tally(frames).filter(([name]) => name.startsWith("sum "))).toEqual(
      tally([{ ...createFrame(0), series }])
        .filter(([name]) => name.startsWith("sum "))
        .map(([name, sum]) => [name, sum * buckets]),
    );
  }, 120_000);

  test("and leaves a time to live on every row that it makes", async () => {
    const { store, clock, prefix } = createStore();
    for (let sent = 1; sent <= 30; sent++) {
      await store.apply(createBatch("a", sent, createFrame(frameStart(clock.now()))));
      clock.pass(5 * minuteMs);
    }
    await store.compact();
    const spareSeconds = (90 * dayMs) / 1_000;
    for (const [name, keepMs] of [
      ["1m", dayMs],
      ["10m", 7 * dayMs],
      ["1h", 30 * dayMs],
    ] as const) {
      const keys = await server.send("KEYS", `${prefix}:${name}/*`);
      expect(keys).not.toEqual([]);
      for (const key of Array.isArray(keys) ? keys : []) {
        const seconds = await server.send("TTL", typeof key === "string" ? key : "");
        expect(seconds).toBeGreaterThan(spareSeconds + keepMs / 1_000 - 60);
      }
    }
  });
});

function createStore(): {
  readonly store: RedisStore;
  readonly clock: FakeClock;
  readonly prefix: string;
} {
  const clock = new FakeClock(startMs);
  const prefix = `test${prefixes++}`;
  return { store: redisStore(server.client(), { prefix, clock }), clock, prefix };
}

async function serverMs(): Promise<number> {
  const time = await server.send("TIME");
  return Array.isArray(time) ? Number(time[0]) * 1_000 : Number.NaN;
}

/** A series with names as long as they may be. */
function longSeries(index: number): readonly [SeriesKey, SeriesValue] {
  const name = `/${index}/`.padEnd(256, "x");
  const labels = { service: name, method: "GET", route: name, status: "200" };
  return [formatSeriesKey(labels), seriesOf([1_500, 0, -310, 1])];
}

function perDay(frames: readonly Frame[]): Record<string, number> {
  const days: Record<string, number> = {};
  for (const frame of frames) {
    const day = dayOf(frame.startMs);
    days[day] = (days[day] ?? 0) + countOf([frame]);
  }
  return days;
}

function dayStart(timeMs: number): number {
  return frameStart(timeMs, dayMs);
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

function countOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.started, 0);
}
