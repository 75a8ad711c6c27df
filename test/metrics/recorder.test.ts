import { observed } from "../fakes/observed.ts";
import { describe, expect, test } from "vitest";
import { durationsAt, frameMs, type Frame } from "../../src/core/frame.ts";
import { Recorder } from "../../src/metrics/recorder.ts";

const startMs = Date.UTC(2026, 10, 23, 10);

describe("Recorder", () => {
  test("starts a new frame every 10 s of the clock", () => {
    const recorder = new Recorder();
    for (const offsetMs of [0, 9_999, 10_000, 29_999]) observe(recorder, startMs + offsetMs);
    const frames = recorder.take({ service: "orders" });
    expect(frames.map((frame) => [frame.startMs - startMs, finished([frame])])).toEqual([
      [0, 2],
      [10_000, 1],
      [20_000, 1],
    ]);
  });

  test("counts a request that spans two frames as begun in the one, finished in the other", () => {
    const recorder = new Recorder();
    recorder.begin(startMs);
    recorder.observe(startMs + frameMs, observed("GET", "/a", 200, frameMs));
    const frames = recorder.take({ service: "orders" });
    expect(frames.map((frame) => [frame.started, finished([frame])])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test("finds the right frame again when the clock goes back", () => {
    const recorder = new Recorder();
    for (const offsetMs of [0, frameMs, 0, frameMs]) observe(recorder, startMs + offsetMs);
    expect(recorder.take({ service: "orders" }).map((frame) => finished([frame]))).toEqual([2, 2]);
  });

  test("hands everything over once", () => {
    const recorder = new Recorder();
    expect(recorder.take({ service: "orders" })).toEqual([]);
    observe(recorder, startMs);
    expect(recorder.observations).toBe(1);
    expect(finished(recorder.take({ service: "orders" }))).toBe(1);
    expect(recorder).toMatchObject({ observations: 0, seriesCount: 0, batchesWaiting: 0 });
    observe(recorder, startMs);
    expect(finished(recorder.take({ service: "orders" }))).toBe(1);
  });

  test("hands what is too much for one batch over in several, oldest first", () => {
    const recorder = new Recorder();
    for (let index = 0; index < 4; index++) observeMany(recorder, startMs + index * frameMs, 1_500);
    const batches = takeAll(recorder);
    expect(batches.map((frames) => frames.length)).toEqual([1, 1, 1, 1]);
    const starts = batches.flat().map((frame) => frame.startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(finished(batches.flat())).toBe(6_000);
  });

  test("never announces fewer batches than it takes", () => {
    const recorder = new Recorder();
    for (let index = 0; index < 16; index++) {
      observeMany(recorder, startMs + index * frameMs, index % 2 === 0 ? 1 : 2_000);
    }
    const announced = recorder.batchesWaiting;
    expect(announced).toBeGreaterThanOrEqual(takeAll(recorder).length);
  });

  test("stays bounded while nothing is taken, and counts what it gave up", () => {
    const recorder = new Recorder();
    const frames = 3_000;
    for (let index = 0; index < frames; index++) observe(recorder, startMs + index * frameMs);
    const kept = takeAll(recorder).flat();
    expect(kept.length).toBeLessThanOrEqual(2_000);
    expect(kept.at(-1)?.startMs).toBe(startMs + (frames - 1) * frameMs);
    expect(finished(kept) + dropped(kept)).toBe(frames);
  });

  test("bounds the number of series as well", () => {
    const recorder = new Recorder();
    for (let index = 0; index < 15; index++) {
      observeMany(recorder, startMs + index * frameMs, 2_000);
    }
    expect(recorder.seriesCount).toBeLessThanOrEqual(22_000);
    const kept = takeAll(recorder).flat();
    expect(finished(kept) + dropped(kept)).toBe(30_000);
  });

  test("never forgets what the bound on series cost either", () => {
    const recorder = new Recorder();
    for (let index = 0; index < 30; index++) {
      observeMany(recorder, startMs + index * frameMs, 2_000);
    }
    const kept = takeAll(recorder).flat();
    expect(finished(kept) + dropped(kept)).toBe(60_000);
  });

  test("never forgets what it gave up, however long an outage lasts", () => {
    const recorder = new Recorder();
    const frames = 6_000;
    recorder.drop(startMs, "log_sink_failed", 5);
    for (let index = 0; index < frames; index++) observe(recorder, startMs + index * frameMs);
    const kept = takeAll(recorder).flat();
    expect(finished(kept) + dropped(kept, "store_unavailable")).toBe(frames);
    expect(dropped(kept, "log_sink_failed")).toBe(5);
  });
});

function observe(recorder: Recorder, timeMs: number): void {
  recorder.begin(timeMs);
  recorder.observe(timeMs, observed("GET", "/a", 200, 5));
}

function observeMany(recorder: Recorder, timeMs: number, series: number): void {
  for (let index = 0; index < series; index++) {
    recorder.observe(
      timeMs,
      observed("GET", `/route/${index % 200}`, 200 + Math.floor(index / 200), 5),
    );
  }
}

function takeAll(recorder: Recorder): Frame[][] {
  const batches: Frame[][] = [];
  for (;;) {
    const frames = recorder.take({ service: "orders" });
    if (frames.length === 0) return batches;
    batches.push(frames);
  }
}

function finished(frames: readonly Frame[]): number {
  const values = frames.flatMap((frame) => frame.series.map(([, value]) => value));
  return values
    .map((value) => value.slice(durationsAt))
    .map(([, zero = 0, , ...counts]) =>
      counts.reduce((sum, count) => sum + Math.max(0, count), zero),
    )
    .reduce((sum, count) => sum + count, 0);
}

function dropped(frames: readonly Frame[], reason?: string): number {
  return frames
    .flatMap((frame) => frame.dropped)
    .filter(([name]) => reason === undefined || name === reason)
    .reduce((sum, [, count]) => sum + count, 0);
}
