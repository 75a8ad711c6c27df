import { observed } from "../fakes/observed.ts";
import { describe, expect, test } from "vitest";
import type { Background } from "../../src/core/background.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import { Recorder } from "../../src/metrics/recorder.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { FaultyStore, type Fault } from "../fakes/faulty-store.ts";

const windowMs = 9_000;
/** Workers cancel what waitUntil holds 30 s after the response. */
const cancelledMs = 30_000;

describe("Flusher on Workers", () => {
  test("lets the first request of a window hold the flush, and no other", () => {
    const { visit } = createIsolate();
    expect(visit().held).toHaveLength(1);
    expect(visit().held).toHaveLength(0);
    expect(visit().held).toHaveLength(0);
  });

  test("carries what later requests of the window have observed", async () => {
    const { visit, clock, store } = createIsolate();
    visit();
    clock.pass(3_000);
    visit();
    await clock.advance(windowMs - 3_000);
    await settle();
    expect(store.sent).toHaveLength(1);
    expect((await store.totals()).frames).toMatchObject([{ started: 2 }]);
  });

  test("lets a request take over when the one that held the flush was cancelled", async () => {
    const { visit, clock, store } = createIsolate();
    visit();
    clock.cancelDelays();
    clock.pass(windowMs + 2_000);
    expect(visit().held).toHaveLength(1);
    await clock.advance(windowMs);
    await settle();
    expect(store.sent).toHaveLength(1);
    expect((await store.totals()).frames).toMatchObject([{ started: 2 }]);
  });

  test("does not take over from a request that is only a little late", () => {
    const { visit, clock } = createIsolate();
    visit();
    clock.pass(windowMs + 1_999);
    expect(visit().held).toHaveLength(0);
  });

  test("lets a request take over from one that was cancelled while the store hung", async () => {
    const faults: Fault[] = ["hangs after applying"];
    const { visit, clock, store } = createIsolate(() => faults.shift());
    visit();
    await clock.advance(windowMs);
    await settle();
    expect(store.sent).toHaveLength(1);
    clock.cancelDelays();
    clock.pass(30_000);
    visit();
    await clock.advance(windowMs);
    await settle();
    expect(store.sent.map(({ sequence }) => sequence)).toEqual([1, 1, 2]);
    expect((await store.totals()).frames).toMatchObject([{ started: 2 }]);
  });

  test("holds nothing longer than Workers allow, and hands over instead", async () => {
    const { visit, clock, store } = createIsolate(() => "refused");
    const { held } = visit();
    let isOver = false;
    void Promise.all(held).finally(() => {
      isOver = true;
    });
    await clock.advance(cancelledMs - 1);
    await settle();
    expect(isOver).toBe(true);
    expect(store.sent).toHaveLength(1);
    expect(visit().held).toHaveLength(1);
    await clock.advance(windowMs);
    await settle();
    expect(store.sent).toHaveLength(2);
  });

  test("never rejects what it lets a request hold", async () => {
    const { visit, clock } = createIsolate(() => "refused");
    const { held } = visit();
    await clock.advance(cancelledMs);
    await expect(Promise.all(held)).resolves.toBeDefined();
  });

  test("lets the request that fills a batch hold its write", async () => {
    const { visit, store } = createIsolate();
    for (let index = 0; index < 999; index++) visit();
    expect(visit().held).toHaveLength(1);
    await settle();
    expect(store.sent).toHaveLength(1);
  });
});

interface Isolate {
  readonly clock: FakeClock;
  readonly store: FaultyStore;
  /** One request; tells what it was given to hold. */
  readonly visit: () => { readonly held: readonly Promise<unknown>[] };
}

function createIsolate(nextFault: () => Fault | undefined = () => undefined): Isolate {
  const clock = new FakeClock();
  const store = new FaultyStore(nextFault);
  const recorder = new Recorder();
  const ids = new RandomIds();
  const flusher = new Flusher({
    origin: { service: "orders" },
    store,
    recorder,
    clock,
    ids,
    windowMs,
  });
  return {
    clock,
    store,
    visit() {
      const held: Promise<unknown>[] = [];
      const background: Background = { waitUntil: (promise) => void held.push(promise) };
      recorder.begin(clock.now());
      recorder.observe(clock.now(), observed("GET", "/orders", 200, 1));
      flusher.touch(clock.now(), background);
      return { held };
    },
  };
}
