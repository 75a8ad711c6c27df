import { describe, expect, test } from "vitest";
import { frameMs, frameStart, type Frame } from "../../src/core/frame.ts";
import { formatMetricKey, type MetricKind } from "../../src/core/metric.ts";
import type { Store } from "../../src/core/store.ts";
import { MemoryKeyValue, memoryStore } from "../../src/store/memory-store.ts";
import { Engine } from "../../src/store/engine.ts";
import type { Progress } from "../../src/store/rollup.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createRandom, pick } from "../fakes/random.ts";

const minuteMs = 60_000;
const tenMinutesMs = 10 * minuteMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 0, 1, 7, 31, 20);

describe("rollups and retention", () => {
  test("conserve the sums of 40 days at every step, and bound what is stored", async () => {
    const host = new MemoryKeyValue();
    const timesMs = simulate(host, 40, 7 * minuteMs);
    const engine = new Engine(host);
    const endMs = timesMs.at(-1) ?? startMs;
    for (const [stepMs, keptMs] of [
      [dayMs, 40 * dayMs],
      [hourMs, 29 * dayMs],
      [tenMinutesMs, 6 * dayMs],
      [minuteMs, 23 * hourMs],
      [frameMs, 59 * minuteMs],
    ] as const) {
      const fromMs = frameStart(endMs - keptMs, stepMs);
      const { frames } = engine.read({ fromMs, toMs: endMs + dayMs }, stepMs);
      const raw = timesMs.filter((timeMs) => timeMs >= fromMs);
      expect(frames.map((frame) => [frame.startMs, frame.started])).toEqual(countBy(raw, stepMs));
      // Whatever the step, days add up to the same.
      expect(perDay(frames)).toEqual(Object.fromEntries(countBy(raw, dayMs)));
    }
    expect(countOf(engine.totals().frames)).toBe(timesMs.length);
    const rows = host.keys("", "~");
    // An hour of 10 s, a day of minutes, a week of tens of them, a month of hours, 41 days, and two rows of its own.
    expect(rows.length).toBeLessThan(360 + 6 + 1_440 + 60 + 1_008 + 6 + 720 + 24 + 41 + 2);
  });

  test("begin where they can in a store that was written without a resolution", async () => {
    const host = new MemoryKeyValue();
    const timesMs = simulate(host, 3, 7 * minuteMs);
    for (const key of host.keys("10m/", "10m/~")) host.delete(key);
    const made: Progress = JSON.parse(host.get("progress") ?? "");
    const { "10m": _rolledTo, ...rolledTo } = made.rolledTo;
    const { "10m": _keptFrom, ...keptFrom } = made.keptFrom;
    host.put("progress", JSON.stringify({ ...made, rolledTo, keptFrom }));
    const engine = new Engine(host);
    const endMs = (timesMs.at(-1) ?? startMs) + 2 * minuteMs;
    engine.rollUp(endMs);
    for (const keptMs of [23 * hourMs, 2 * dayMs]) {
      const range = { fromMs: frameStart(endMs - keptMs, hourMs), toMs: endMs };
      const { frames } = engine.read(range, tenMinutesMs);
      expect(countOf(frames)).toBe(timesMs.filter((timeMs) => timeMs >= range.fromMs).length);
    }
    const { frames } = engine.read({ fromMs: endMs - 20 * hourMs, toMs: endMs }, tenMinutesMs);
    expect(frames.length).toBeGreaterThan(100);
    expect(countOf(engine.totals().frames)).toBe(timesMs.length);
  });

  test("conserve the sums of metrics at every step, in totals, and for good", async () => {
    const { store, clock } = createStore();
    const random = createRandom(5);
    const sums: Record<string, number> = {};
    for (let sequence = 1; sequence <= 3_000; sequence++) {
      const kind = pick<MetricKind>(random, ["counter", "gauge", "histogram"]);
      const metric = { kind, name: "jobs", unit: "s", service: "orders", labels: [] };
      const value = [3, 2, 1, 0, 0, 0, 700, 1, -20, 1, 0, 2];
      const metrics = [[formatMetricKey(metric), value]] as const;
      const frame = { ...createFrame(frameStart(clock.now())), metrics };
      await store.apply(createBatch("a", sequence, frame));
      sums[kind] = (sums[kind] ?? 0) + 1;
      clock.pass(Math.round(random() * 20 * minuteMs));
    }
    const expected = Object.entries(sums).map(
      ([kind, count]) =>
        [
          `["${kind}","jobs","s","orders"]`,
          [3, 2, 1, 0, 0, 0, 700, 1].map((n) => n * count),
        ] as const,
    );
    const { frames } = await store.read({ fromMs: 0, toMs: clock.now() + dayMs }, dayMs);
    for (const told of [frames, (await store.totals()).frames]) {
      expect(sumsOf(told)).toEqual(Object.fromEntries(expected));
    }
  });

  test("answer the same whatever the step", async () => {
    const { store, clock } = createStore();
    for (let i = 0; i < 500; i++) {
      await store.apply(createBatch("a", i + 1, createFrame(frameStart(clock.now()))));
      clock.pass(37_000);
    }
    const range = { fromMs: frameStart(startMs, dayMs), toMs: frameStart(startMs, dayMs) + dayMs };
    const counts = await Promise.all(
      [minuteMs, tenMinutesMs, hourMs, dayMs].map(async (stepMs) =>
        countOf((await store.read(range, stepMs)).frames),
      ),
    );
    expect(counts).toEqual([500, 500, 500, 500]);
    expect(countOf((await store.totals()).frames)).toBe(500);
  });

  test("take a late batch into every bucket that has been rolled up", async () => {
    const { store, clock } = createStore();
    const early = frameStart(clock.now());
    await store.apply(createBatch("a", 1, createFrame(early)));
    clock.pass(50 * minuteMs);
    await store.apply(createBatch("a", 2, createFrame(frameStart(clock.now()))));
    await store.apply(createBatch("late", 1, createFrame(early)));
    for (const stepMs of [frameMs, minuteMs, tenMinutesMs, hourMs, dayMs]) {
      const { frames } = await store.read(
        { fromMs: early - dayMs, toMs: clock.now() + dayMs },
        stepMs,
      );
      expect(countOf(frames)).toBe(3);
    }
    expect(countOf((await store.totals()).frames)).toBe(3);
  });

  test("refuse what comes after its bucket is gone, and never count it twice", async () => {
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

  test("survive sources whose clocks differ by a day", async () => {
    const { store, clock } = createStore();
    const skews = [0, dayMs, -dayMs, hourMs / 2];
    let applied = 0;
    for (let i = 0; i < 200; i++) {
      const skew = skews[i % skews.length] ?? 0;
      const frame = createFrame(frameStart(clock.now() + skew));
      applied += (await store.apply(createBatch(`source ${skew}`, i + 1, frame))).applied;
      clock.pass(61_000);
    }
    expect(countOf((await store.totals()).frames)).toBe(applied);
    expect(applied).toBeGreaterThan(100);
  });
});

function createStore(): { readonly store: Store; readonly clock: FakeClock } {
  const clock = new FakeClock(startMs);
  return { store: memoryStore({ clock }), clock };
}

/** Traffic at random times, which it returns. */
function simulate(host: MemoryKeyValue, days: number, averageGapMs: number): number[] {
  const clock = new FakeClock(startMs);
  const engine = new Engine(host);
  const random = createRandom(7);
  const timesMs: number[] = [];
  while (clock.now() < startMs + days * dayMs) {
    clock.pass(Math.round(random() * 2 * averageGapMs));
    timesMs.push(clock.now());
    const frame = createFrame(frameStart(clock.now()));
    engine.apply(createBatch("a", timesMs.length, frame));
    engine.rollUp(clock.now());
  }
  return timesMs;
}

/** How often something happened in each step, by the step's start. */
function countBy(timesMs: readonly number[], stepMs: number): [startMs: number, count: number][] {
  const counts = new Map<number, number>();
  for (const timeMs of timesMs) {
    const start = frameStart(timeMs, stepMs);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  return [...counts];
}

/** The first eight numbers of each metric. */
function sumsOf(frames: readonly Frame[]): Record<string, number[]> {
  const sums: Record<string, number[]> = {};
  for (const [key, value] of frames.flatMap(({ metrics = [] }) => metrics)) {
    const before = sums[key] ?? [];
    sums[key] = value.slice(0, 8).map((number, at) => number + (before[at] ?? 0));
  }
  return sums;
}

function perDay(frames: readonly Frame[]): Record<string, number> {
  const days: Record<string, number> = {};
  for (const frame of frames) {
    const day = String(frameStart(frame.startMs, dayMs));
    days[day] = (days[day] ?? 0) + frame.started;
  }
  return days;
}

function countOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.started, 0);
}
