import { describe, expect, test } from "vitest";
import type { Background } from "../../src/core/background.ts";
import type { Frame } from "../../src/core/frame.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import { BatchRefusedError, type Store } from "../../src/core/store.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { FaultyStore, type Fault } from "../fakes/faulty-store.ts";
import { observed } from "../fakes/observed.ts";

describe("Flusher tells `onApplied`", () => {
  test.for<[string, Fault[]]>([
    ["when the store takes it", []],
    ["when the store takes it at the third try", ["refused", "refused"]],
    ["when the reply got lost", ["reply lost"]],
    ["when it was sent twice", ["sent twice"]],
    ["when the store hung", ["hangs"]],
    ["when the store took it and hung", ["hangs after applying"]],
  ])("once of each frame, %s", async ([, faults]) => {
    const { told, visit, clock } = setUp(new FaultyStore(() => faults.shift()));
    visit();
    await clock.advance(120_000);
    visit();
    await clock.advance(120_000);
    expect(told.map(([{ started }]) => started)).toEqual([1, 1]);
  });

  test("once when two requests have sent the same batch", async () => {
    const { told, visit, clock, flusher } = setUp(new FaultyStore());
    visit();
    await Promise.all([flusher.flush(), flusher.flush()]);
    await clock.advance(60_000);
    expect(told).toHaveLength(1);
  });

  test("never of what the store will not take", async () => {
    const faulty = new FaultyStore();
    const store: Store = {
      coverage: "system",
      apply: () => Promise.reject(new BatchRefusedError("no batch")),
      read: (range, stepMs) => faulty.read(range, stepMs),
      totals: () => faulty.totals(),
    };
    const { told, visit, clock, flusher } = setUp(store);
    visit();
    await flusher.flush().catch(() => {});
    expect(told).toEqual([]);
    await clock.advance(0);
  });

  test("with what holds the flush on Workers", async () => {
    const { told, visit, clock } = setUp(new FaultyStore());
    const background: Background = { waitUntil: () => {} };
    visit(background);
    await clock.advance(60_000);
    expect(told.map(([, held]) => held)).toEqual([background]);
  });
});

function setUp(store: Store): {
  readonly told: [Frame, Background | undefined][];
  readonly clock: FakeClock;
  readonly flusher: Flusher;
  readonly visit: (background?: Background) => void;
} {
  const told: [Frame, Background | undefined][] = [];
  const clock = new FakeClock();
  const recorder = new Recorder();
  const flusher = new Flusher({
    origin: { service: "orders" },
    store,
    recorder,
    clock,
    ids: new RandomIds(),
    windowMs: 5_000,
    onApplied: (frames, background) => {
      for (const frame of frames) told.push([frame, background]);
    },
  });
  return {
    told,
    clock,
    flusher,
    visit(background) {
      recorder.begin(clock.now());
      recorder.observe(clock.now(), observed("GET", "/orders", 200));
      flusher.touch(clock.now(), background);
    },
  };
}
