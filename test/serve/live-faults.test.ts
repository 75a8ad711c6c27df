import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/index.ts";
import type { Store } from "../../src/core/store.ts";
import { settle } from "../fakes/fake-clock.ts";
import { never } from "../fakes/faulty-store.ts";
import { EventReader } from "./event-reader.ts";
import { createLive, sumOf, type Live, type LiveData } from "./live-parts.ts";

const intervalMs = 2_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe("a viewer that comes back", () => {
  test("is told what it has missed, and nothing twice", async () => {
    const live = createLive();
    const other = await live.view();
    const first = await live.view();
    await sendEach(live, 3);
    const { lastId } = first;
    await first.cancel();
    await sendEach(live, 4);
    const second = await live.view(lastId);
    await sendEach(live, 2);
    expect(sumOf(first)).toEqual({ "/200/a": [3, 0] });
    expect(sumOf(second)).toEqual({ "/200/a": [6, 0] });
    expect(sumOf(other)).toEqual({ "/200/a": [9, 0] });
    expect(second.named("reset")).toEqual([]);
  });

  test("misses nothing in the seconds in which nobody watches", async () => {
    const live = createLive();
    const first = await live.view();
    const { lastId } = first;
    await first.cancel();
    await live.send("/200/a", 5);
    await live.advance(3_000);
    const second = await live.view(lastId);
    await live.advance(intervalMs);
    expect(second.named("reset")).toEqual([]);
    expect(sumOf(second)).toEqual({ "/200/a": [5, 0] });
  });

  test.for(["0123456789abcdef-3", "rubbish", "-1", "9".repeat(100)])(
    "is told to ask again where its id %s is not known",
    async (lastId) => {
      const live = createLive();
      const reader = await live.view(lastId);
      await live.send("/200/a");
      await live.advance(intervalMs);
      expect(reader.events.map(({ name }) => name)).toEqual([
        ...["hello", "reset", "totals", "totals", "routes"],
      ]);
    },
  );

  test("is told to ask again where more has happened than is kept", async () => {
    const live = createLive();
    await live.view();
    const first = await live.view();
    const { lastId } = first;
    await first.cancel();
    await sendEach(live, 200);
    const second = await live.view(lastId);
    expect(second.events.map(({ name }) => name)).toEqual(["hello", "reset", "totals"]);
    expect(second.named("totals")).toMatchObject([{ requests: 200 }]);
    await sendEach(live, 1);
    expect(sumOf(second)).toEqual({ "/200/a": [1, 0] });
  });

  test("is not told the work of hours as that of one moment", async () => {
    const live = createLive();
    const first = await live.view();
    const { lastId } = first;
    await first.cancel();
    await live.send("/200/a", 5);
    await live.advance(hourMs);
    const again = await live.view(lastId);
    const fresh = await live.view();
    await sendEach(live, 1);
    expect(again.named("reset")).toHaveLength(1);
    expect(fresh.named("reset")).toEqual([]);
    for (const reader of [again, fresh]) expect(sumOf(reader)).toEqual({ "/200/a": [1, 0] });
  });
});

describe("a viewer that does not read", () => {
  test("has little kept for it, and is told to ask again", async () => {
    const live = createLive({ route: (request) => request.url.slice(-250) });
    const fast = await live.view();
    const response = await live.open();
    const routes = Array.from({ length: 50 }, (_, n) => `/200/${"x".repeat(240)}${n}`);
    for (let round = 0; round < 150; round++) {
      for (const route of routes) await live.send(route);
      await live.advance(intervalMs);
    }
    const slow = new EventReader<LiveData>(response);
    await settle();
    expect(fast.bytes).toBeGreaterThan(2_000_000);
    const firstReset = slow.events.findIndex(({ name }) => name === "reset");
    const waited = slow.events.slice(0, firstReset).map((event) => JSON.stringify(event).length);
    expect(waited.reduce((sum, length) => sum + length, 0)).toBeLessThan(100_000);
    expect(slow.named("reset")).toHaveLength(1);
    await live.send("/200/a");
    await live.advance(intervalMs);
    expect(slow.events.at(-1)).toEqual(fast.events.at(-1));
  });
});

describe("a store", () => {
  test.for(["fails", "hangs"] as const)("that %s for a while ends no stream", async (fault) => {
    let isDown = false;
    let running = 0;
    let most = 0;
    async function totals(store: Store): ReturnType<Store["totals"]> {
      if (isDown && fault === "fails") throw new Error("down");
      most = Math.max(most, ++running);
      const reading = isDown ? await Promise.race([never(), live.clock.delay(6_000)]) : undefined;
      running--;
      return reading ?? (await store.totals());
    }
    const live: Live = createLive({
      inFront: (store) => ({ ...store, totals: () => totals(store) }),
    });
    const readers = [await live.view(), await live.view()];
    await sendEach(live, 2);
    isDown = true;
    await live.send("/200/a", 3);
    await live.advance(minuteMs);
    for (const { comments } of readers) {
      expect(comments.filter((text) => text !== "")).toEqual([
        "cannot read the store; trying again",
      ]);
    }
    isDown = false;
    await live.advance(3 * intervalMs + 5_000);
    for (const reader of readers) {
      expect(sumOf(reader)).toEqual({ "/200/a": [5, 0] });
      expect([reader.isOver, reader.named("reset")]).toEqual([false, []]);
    }
    expect(most).toBe(1);
  });

  test("that does not take what was counted here goes on being read", async () => {
    const live = createLive({ inFront: (store) => ({ ...store, apply: never }) });
    const reader = await live.view();
    await live.send("/200/a");
    await live.advance(minuteMs);
    expect(live.reads()).toBeGreaterThan(10);
    expect(reader.named("totals")).toMatchObject([{ requests: 0 }]);
  });

  test("that was emptied makes all ask again", async () => {
    let isNew = false;
    const live: Live = createLive({
      inFront: (store) => ({
        ...store,
        totals: () => (isNew ? memoryStore({ clock: live.clock }) : store).totals(),
      }),
    });
    const reader = await live.view();
    await sendEach(live, 2);
    isNew = true;
    await live.advance(intervalMs);
    expect(reader.events.slice(-2)).toMatchObject([
      { name: "reset", data: {} },
      { name: "totals", data: { requests: 0, errors: 0 } },
    ]);
  });

  test("is read by another one where a request was cancelled while it read", async () => {
    let isSlow = false;
    const live: Live = createLive({
      inFront: (store) => ({ ...store, totals: () => (isSlow ? never() : store.totals()) }),
    });
    const reader = await live.view();
    isSlow = true;
    await live.send("/200/a", 4);
    await live.advance(intervalMs);
    // What Workers do: nothing of that request goes on.
    live.clock.cancelDelays();
    isSlow = false;
    const next = await live.view(reader.lastId);
    await live.advance(8_000);
    expect(sumOf(next)).toEqual({ "/200/a": [4, 0] });
    expect(live.reads()).toBe(3);
  });
});

describe("a stream", () => {
  test("that nobody reads any more costs nothing at once", async () => {
    const live = createLive();
    const reader = await live.view();
    await reader.cancel();
    await live.advance(minuteMs);
    expect([live.reads(), live.clock.waiting]).toEqual([1, 0]);
  });

  test("ends after 15 minutes, and goes on where it was", async () => {
    const live = createLive();
    const first = await live.view();
    await live.advance(14 * minuteMs);
    expect(first.isOver).toBe(false);
    await live.advance(minuteMs + intervalMs);
    expect(first.isOver).toBe(true);
    await live.send("/200/a");
    await live.advance(3_000);
    const second = await live.view(first.lastId);
    await live.advance(intervalMs);
    expect(sumOf(second)).toEqual({ "/200/a": [1, 0] });
  });

  test.for([
    ["is over", () => Promise.resolve(false)],
    ["cannot be asked for", () => Promise.reject(new Error("no"))],
    ["is never told of", never],
  ] as const)("ends when the session that opened it %s", async ([, over]) => {
    let hasChanged = false;
    const live = createLive({
      isTrusted: () => (hasChanged ? over() : Promise.resolve(true)),
    });
    const reader = await live.view();
    await live.advance(minuteMs);
    expect(reader.isOver).toBe(false);
    hasChanged = true;
    await live.advance(30_000);
    expect(reader.isOver).toBe(true);
    await live.advance(minuteMs);
    expect(live.clock.waiting).toBe(0);
  });

  test("ends when the process is about to, and none begins then", async () => {
    const live = createLive();
    const reader = await live.view();
    const stalled = await live.open();
    live.watch.drain();
    // On workerd it ends by its own timers.
    await live.advance(30_000);
    expect(reader.isOver).toBe(true);
    expect((await live.open()).status).toBe(503);
    await stalled.body?.cancel();
    expect(live.clock.waiting).toBe(0);
  });

  test("is one of 100 at most", async () => {
    const live = createLive();
    const readers = await Promise.all(Array.from({ length: 100 }, () => live.view()));
    const refused = await live.open();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(await refused.json()).toMatchObject({
      detail: "Cannot send what is live: 100 others watch already",
    });
    await readers[0]?.cancel();
    expect((await live.open()).status).toBe(200);
    expect((await live.open()).status).toBe(503);
    // What Workers do with requests that have ended: they do not tell.
    live.clock.cancelDelays();
    await live.advance(31_000);
    expect((await live.open()).status).toBe(200);
  });
});

test("8 hours of traffic leave no more behind than a minute does", async () => {
  const live = createLive();
  let reader = await live.view();
  const first = reader.lastId;
  let requests = 0;
  let most = 0;
  for (let minute = 0; minute < 8 * 60; minute++) {
    await live.send("/200/a", 2);
    await live.advance(minuteMs);
    most = Math.max(most, live.clock.waiting);
    if (minute > 0 && !reader.isOver) continue;
    requests += sumOf(reader)["/200/a"]?.[0] ?? 0;
    reader = await live.view(reader.lastId);
  }
  await live.advance(intervalMs);
  requests += sumOf(reader)["/200/a"]?.[0] ?? 0;
  expect(reader.named("totals").at(-1)).toMatchObject({ requests: 960 });
  expect(most).toBeLessThan(12);
  const late = await live.view(first);
  expect(late.named("reset")).toHaveLength(1);
  expect(late.bytes).toBeLessThan(1_000);
  expect(requests).toBe(960);
});

/** So many requests, each in an interval of its own. */
async function sendEach(live: Live, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await live.send("/200/a");
    await live.advance(intervalMs);
  }
}
