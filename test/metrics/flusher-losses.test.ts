import { describe, expect, test } from "vitest";
import { RandomIds } from "../../src/core/random-ids.ts";
import { BatchRefusedError, type Receipt, type Store } from "../../src/core/store.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { MetricHandle } from "../../src/metrics/metric-handle.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { observed } from "../fakes/observed.ts";

const placed = new MetricHandle({ kind: "counter", name: "orders.placed", unit: "", labels: [] });

describe("Flusher counts what it loses", () => {
  test("where the store refuses a batch: its requests, and its metrics", async () => {
    expect(
      await lossesOf(async () => await Promise.reject(new BatchRefusedError("no batch"))),
    ).toEqual({ batch_refused: 2, batch_refused_metrics: 1 });
  });

  test("where a batch comes too late: its requests, and the frames that had metrics", async () => {
    expect(
      await lossesOf(async () => ({ applied: 0, duplicate: 0, late: 1, lateRequests: 2 })),
    ).toEqual({ late: 2, late_metrics: 1 });
  });
});

/** Counts two requests and a metric, whose batch gets the answer, and says what the next ones tell. */
async function lossesOf(answer: () => Promise<Receipt>): Promise<Record<string, number>> {
  const clock = new FakeClock();
  const recorder = new Recorder();
  const dropped: (readonly [reason: string, count: number])[] = [];
  const store: Store = {
    coverage: "system",
    async apply({ sequence, frames }) {
      if (sequence === 1) return await answer();
      dropped.push(...frames.flatMap((frame) => frame.dropped));
      return { applied: 1, duplicate: 0, late: 0, lateRequests: 0 };
    },
    read: async () => ({ frames: [], sources: 0 }),
    totals: async () => ({ frames: [], sources: 0 }),
  };
  const origin = { service: "orders" };
  const ids = new RandomIds();
  const flusher = new Flusher({ origin, store, recorder, clock, ids, windowMs: 10_000 });
  for (let request = 0; request < 2; request++) {
    recorder.begin(clock.now());
    recorder.observe(clock.now(), observed());
  }
  recorder.record(clock.now(), placed, 1);
  await flusher.flush();
  await flusher.flush();
  return Object.fromEntries(dropped);
}
