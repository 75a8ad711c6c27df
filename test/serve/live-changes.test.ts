import { describe, expect, test } from "vitest";
import { formatSeriesKey } from "../../src/core/labels.ts";
import type { Frame } from "../../src/core/frame.ts";
import type { Store } from "../../src/core/store.ts";
import { memoryStore } from "../../src/index.ts";
import { ask } from "../fakes/asking.ts";
import { never } from "../fakes/faulty-store.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createLive, sumOf, type Live, type LiveReader } from "./live-parts.ts";

const intervalMs = 2_000;

describe("live groups of errors", () => {
  test("are told when they are new, with what came with the news", async () => {
    const live = createLive();
    await live.send("/throw/before");
    const reader = await live.view();
    await live.send("/throw/before");
    await live.send("/throw/now", 3);
    await live.advance(intervalMs);
    await live.send("/throw/now", 3);
    await live.advance(intervalMs);
    expect(reader.named("group")).toEqual([
      {
        time: "2026-11-23T10:00:02.000Z",
        kind: "new",
        group: { id: expect.any(String), title: expect.stringContaining("no way"), count: 3 },
      },
    ]);
  });

  test("are told when they are back after they were resolved, each time once", async () => {
    const clock = new FakeClock();
    const store = memoryStore({ clock });
    const live = createLive({ store });
    const reader = await live.view();
    await live.send("/throw/a");
    await live.advance(intervalMs);
    for (let round = 0; round < 2; round++) {
      await resolve(live, reader);
      await live.advance(intervalMs);
      await live.send("/throw/a", 2);
      await live.advance(intervalMs);
      await live.send("/throw/a", 2);
      await live.advance(intervalMs);
    }
    const fresh = await live.view();
    await live.send("/throw/a");
    await live.advance(intervalMs);
    const told = reader.named("group");
    expect(told.map(({ kind }) => kind)).toEqual(["new", "regressed", "regressed"]);
    expect(told[1]).toMatchObject({ group: { count: 2 } });
    expect(fresh.named("group")).toEqual([]);
  });

  test("are told though notes cannot be read", async () => {
    const live = createLive({
      inFront: (store) => ({ ...store, notes: { read: never, write: never } }),
    });
    const reader = await live.view();
    await live.advance(intervalMs);
    await live.send("/throw/a");
    await live.advance(3 * intervalMs);
    expect(reader.named("group")).toMatchObject([{ kind: "new" }]);
  });

  test("read notes only when something has failed", async () => {
    let reads = 0;
    const live = createLive({ inFront: (store) => countNotes(store, () => reads++) });
    await live.view();
    expect(reads).toBe(1);
    await live.send("/200/a");
    await live.advance(10 * intervalMs);
    expect(reads).toBe(1);
    await live.send("/throw/a");
    await live.advance(10 * intervalMs);
    expect(reads).toBe(2);
  });

  test("are not told one by one where there are many", async () => {
    const live = createLive();
    const reader = await live.view();
    for (let n = 0; n < 60; n++) await live.send(`/throw/${String.fromCodePoint(0x4e00 + n)}`);
    await live.advance(intervalMs);
    expect(reader.named("group")).toHaveLength(50);
    expect(reader.events.at(-1)?.name).toBe("reset");
  });
});

describe("live health", () => {
  test("is what is known of checks, and makes none run", async () => {
    let runs = 0;
    let isUp = true;
    const live = createLive({
      checks: [{ name: "warehouse", run: () => (runs++, isUp), ttlMs: 5_000 }],
    });
    await ask(live.app, "/health");
    const reader = await live.view();
    isUp = false;
    await live.advance(60_000);
    expect([runs, reader.named("health")]).toEqual([1, []]);
    const time = new Date(live.clock.now()).toISOString();
    await ask(live.app, "/health");
    await live.advance(intervalMs);
    isUp = true;
    await live.advance(60_000);
    await ask(live.app, "/health");
    await live.advance(intervalMs);
    expect(reader.named("health")).toEqual([
      { time, check: "warehouse", from: "pass", to: "fail", output: "unknown" },
      { time: expect.any(String), check: "warehouse", from: "fail", to: "pass" },
    ]);
  });

  test("is told while the store cannot be read", async () => {
    const live = createLive({
      checks: [{ name: "warehouse", run: () => false }],
      inFront: (store) => ({ ...store, totals: never }),
    });
    const reader = await live.view();
    await ask(live.app, "/health");
    await live.advance(10_000);
    expect(reader.named("health")).toMatchObject([{ from: "unknown", to: "fail" }]);
  });
});

test("Routes that lose their names because there are too many are not told as new requests", async () => {
  const { series, live } = createNamed();
  series.set("/a", 10);
  series.set("/b", 20);
  const reader = await live.view();
  series.set("/a", 13);
  series.set("/b", 2);
  series.set("(other)", 25);
  await live.advance(intervalMs);
  expect(sumOf(reader)).toEqual({ "/a": [3, 0], other: [7, 0] });
  series.delete("/b");
  series.set("(other)", 27);
  await live.advance(intervalMs);
  expect(reader.named("routes")).toHaveLength(1);
});

/** A system whose routes have counted what a test says. */
function createNamed(): { readonly series: Map<string, number>; readonly live: Live } {
  const series = new Map<string, number>();
  const live = createLive({
    inFront: (store) => ({ ...store, totals: () => Promise.resolve(readingOf(series)) }),
  });
  return { series, live };
}

function readingOf(counts: ReadonlyMap<string, number>): {
  readonly frames: readonly Frame[];
  readonly sources: number;
} {
  const series = [...counts].map(([route, count]): [string, number[]] => [
    formatSeriesKey({ service: "orders", method: "GET", route, status: "200" }),
    [0, 0, 0, 0, 0, 0, 0, count],
  ]);
  return { frames: [{ startMs: 0, started: 0, dropped: [], series }], sources: 1 };
}

function countNotes(store: Store, onRead: () => void): Store {
  const { notes } = store;
  if (notes === undefined) throw new TypeError("no notes");
  return {
    ...store,
    notes: {
      read() {
        onRead();
        return notes.read();
      },
      write: (name, text) => notes.write(name, text),
    },
  };
}

async function resolve(live: Live, reader: LiveReader): Promise<void> {
  const [told] = reader.named("group");
  const { id } = Object(told?.["group"]);
  const path = `/_edgewatch/api/errors/${id}/resolve`;
  const { status } = await ask(live.app, path, { method: "POST" });
  expect(status).toBe(200);
}
