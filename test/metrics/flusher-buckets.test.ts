import { describe, expect, test } from "vitest";
import type { Background } from "../../src/core/background.ts";
import { frameMs } from "../../src/core/frame.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { FaultyStore } from "../fakes/faulty-store.ts";
import { observed } from "../fakes/observed.ts";

const secondMs = 1_000;
/** How long after its end a bucket may be written, so that sources do not all come at once. */
const spreadMs = 2 * secondMs;

describe("Flusher with windows of 10 s", () => {
  test("writes each bucket once, when it is over", async () => {
    const { visit, clock, store } = createIsolate();
    for (let second = 0; second < 200; second++) {
      visit();
      await clock.advance(secondMs);
    }
    const buckets = store.sent.map(({ frames }) => frames.map(({ startMs }) => startMs));
    expect(buckets.every((starts) => starts.length === 1)).toBe(true);
    expect(new Set(buckets.flat()).size).toBe(buckets.length);
    expect(buckets.length).toBeGreaterThanOrEqual(18);
  });

  test("lets nothing wait longer than its bucket and the spread", async () => {
    const { visit, clock, store } = createIsolate();
    for (const offsetMs of [0, 9_999, 5_000]) {
      await clock.advance(frameMs - (clock.now() % frameMs) + offsetMs);
      const before = store.sent.length;
      visit();
      const restMs = frameMs - (clock.now() % frameMs);
      await clock.advance(restMs - 1);
      expect(store.sent).toHaveLength(before);
      await clock.advance(spreadMs + 1);
      await settle();
      expect(store.sent).toHaveLength(before + 1);
    }
  });

  test("spreads sources over the time after a bucket", async () => {
    const delays = new Set<number>();
    for (let source = 0; source < 50; source++) {
      const { visit, clock, store } = createIsolate();
      visit();
      while (store.sent.length === 0) await clock.advance(100);
      delays.add(clock.now() % frameMs);
    }
    expect(delays.size).toBeGreaterThan(10);
    expect(Math.max(...delays)).toBeLessThanOrEqual(spreadMs);
  });

  test("leaves nothing behind when traffic ends, however it falls", async () => {
    for (let run = 0; run < 50; run++) {
      const { visit, clock, store, held } = createIsolate();
      let visits = 0;
      for (let step = 0; step < run; step++) {
        visit();
        visits++;
        await clock.advance((run * 977 + step * 1_733) % 7_000);
      }
      // Workers cancel what a request holds 30 s after its response.
      await clock.advance(29 * secondMs);
      await settle();
      expect((await store.totals()).frames[0]?.started, `run ${run}`).toBe(visits);
      await Promise.all(held);
    }
  });
});

interface Isolate {
  readonly clock: FakeClock;
  readonly store: FaultyStore;
  readonly held: Promise<unknown>[];
  readonly visit: () => void;
}

function createIsolate(): Isolate {
  const clock = new FakeClock();
  const store = new FaultyStore();
  const recorder = new Recorder();
  const ids = new RandomIds();
  const origin = { service: "orders" };
  const flusher = new Flusher({ origin, store, recorder, clock, ids, windowMs: frameMs });
  const held: Promise<unknown>[] = [];
  const background: Background = { waitUntil: (promise) => void held.push(promise) };
  function visit(): void {
    recorder.begin(clock.now());
    recorder.observe(clock.now(), observed());
    flusher.touch(clock.now(), background);
  }
  return { clock, store, held, visit };
}
