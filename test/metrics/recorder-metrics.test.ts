import { describe, expect, test } from "vitest";
import { frameMs, type Frame } from "../../src/core/frame.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { Recorder } from "../../src/metrics/recorder.ts";

const startMs = Date.UTC(2026, 10, 23, 10);

describe("Recorder", () => {
  test("counts metrics in the bucket of their time, under its service", () => {
    const recorder = new Recorder();
    const jobs = handleOf("a");
    for (const offsetMs of [0, 9_999, 10_000]) recorder.record(startMs + offsetMs, jobs, 1);
    const frames = recorder.take({ service: "orders" });
    expect(frames.map(({ startMs: start }) => start - startMs)).toEqual([0, frameMs]);
    expect(frames.map(sumOf)).toEqual([2, 1]);
    expect(frames[0]?.metrics?.map(([key]) => key)).toEqual([
      '["counter","jobs","","orders","queue","a"]',
    ]);
  });

  test("hands metrics over once, and counts on within the same bucket", () => {
    const recorder = new Recorder();
    const jobs = handleOf("a");
    recorder.record(startMs, jobs, 1);
    expect(recorder.take({ service: "orders" }).map(sumOf)).toEqual([1]);
    expect(recorder.take({ service: "orders" })).toEqual([]);
    recorder.record(startMs, jobs, 2);
    expect(recorder.take({ service: "orders" }).map(sumOf)).toEqual([2]);
    expect(recorder).toMatchObject({ observations: 0, seriesCount: 0, batchesWaiting: 0 });
  });

  test("counts one handle in two recorders apart", () => {
    const [one, other] = [new Recorder(), new Recorder()];
    const jobs = handleOf("a");
    for (let index = 0; index < 3; index++) {
      one.record(startMs, jobs, 1);
      other.record(startMs, jobs, 10);
    }
    expect(one.take({ service: "a" }).map(sumOf)).toEqual([3]);
    expect(other.take({ service: "b" }).map(sumOf)).toEqual([30]);
  });

  test("makes no frame of a request out of metrics", () => {
    const recorder = new Recorder();
    recorder.record(startMs, handleOf("a"), 1);
    expect(recorder.take({ service: "orders" })).toMatchObject([{ started: 0, series: [] }]);
  });

  test("counts what it refuses by reason", () => {
    const recorder = new Recorder();
    recorder.record(startMs, handleOf("a"), -1);
    for (let index = 0; index < 502; index++) recorder.record(startMs, handleOf(`${index}`), 1);
    expect(recorder.take({ service: "orders" })[0]?.dropped).toEqual([
      ["metric_value", 1],
      ["metric_labels", 2],
    ]);
  });

  test("keeps a bounded number of metrics while nothing is taken, and counts what it gave up", () => {
    const recorder = new Recorder();
    const handles = Array.from({ length: 500 }, (_, index) => handleOf(`${index}`));
    const buckets = 60;
    for (let bucket = 0; bucket < buckets; bucket++) {
      for (const handle of handles) recorder.record(startMs + bucket * frameMs, handle, 1);
    }
    expect(recorder.seriesCount).toBeLessThanOrEqual(20_500);
    const kept: Frame[] = [];
    for (;;) {
      const frames = recorder.take({ service: "orders" });
      if (frames.length === 0) break;
      expect(frames.flatMap(({ metrics = [] }) => metrics).length).toBeLessThanOrEqual(2_000);
      kept.push(...frames);
    }
    const lost = kept
      .flatMap(({ dropped }) => dropped)
      .filter(([reason]) => reason === "metric_store_unavailable")
      .reduce((sum, [, count]) => sum + count, 0);
    expect(lost).toBeGreaterThan(0);
    expect(kept.reduce((sum, frame) => sum + sumOf(frame), lost)).toBe(500 * buckets);
  });
});

function handleOf(queue: string): MetricHandle {
  return new MetricHandle({ kind: "counter", name: "jobs", unit: "", labels: [["queue", queue]] });
}

function sumOf({ metrics = [] }: Frame): number {
  return metrics.reduce((sum, [, value]) => sum + (value[0] ?? 0) / 1e6, 0);
}
