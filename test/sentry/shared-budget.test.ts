import { describe, expect, test } from "vitest";
import type { Cells, Notes, Store } from "../../src/core/store.ts";
import { errorNoteName, formatErrorNote, type ErrorNote } from "../../src/errors/error-state.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { createCapture } from "./captured.ts";
import { countOccurrences, type ReceivedEvent } from "./envelopes.ts";
import { floodCount, floodFrom, rareCount } from "./flood.ts";
import { flush, setUp, type Forwarding } from "./receiver.ts";

const capture = createCapture();
const minuteMs = 60_000;

describe("forwarders that share a store", () => {
  test("tell a flood from 50 sources in few events, which stand for all of it, and every rare error", async () => {
    const { clock, sources } = setUpShared(50);
    const { flood, others, rareIds } = await floodFrom(sources, clock, minuteMs);
    expect(flood.length).toBeLessThanOrEqual(30);
    expect(countOccurrences(flood)).toBe(floodCount);
    expect(new Set(others.map(({ event_id: id }) => id))).toEqual(rareIds);
    expect(countOccurrences(others)).toBe(rareCount);
  });

  test("send no more than one would of an error that all of them meet at the same moment", async () => {
    const { clock, sources } = setUpShared(50);
    for (const { sentry } of sources) sentry.forward(capture());
    for (let turn = 0; turn < 20; turn++) await settle();
    // 1, 2, 5, 10, 20 and 50 errors, whoever had them.
    expect(eventsOf(sources).length).toBeLessThanOrEqual(6);
    await clock.advance(minuteMs);
    for (const source of sources) await flush(source);
    expect(countOccurrences(eventsOf(sources))).toBe(50);
  });

  test("stop together when the receiver has told one of them", async () => {
    const limited = new Response(null, { status: 429, headers: { "retry-after": "120" } });
    const { clock, sources } = setUpShared(2);
    const [one, other] = sources;
    if (one !== undefined) one.receiver.answer = () => limited;
    one?.sentry.forward(capture());
    await settle();
    await clock.advance(11_000);
    other?.sentry.forward(capture({ place: { route: "/other" } }));
    await settle();
    expect(other?.receiver.posts).toHaveLength(0);
    await clock.advance(2 * minuteMs);
    expect(other?.receiver.events).toHaveLength(1);
  });

  test("have budgets of their own where their projects are different", async () => {
    const { clock, store } = setUpShared(0);
    const projects = ["https://a@sentry.example/1", "https://b@sentry.example/2"].map((dsn) =>
      join(setUp(undefined, { dsn, clock }), store),
    );
    for (const { sentry } of projects) sentry.forward(capture());
    await settle();
    expect(projects.map(({ receiver }) => receiver.events.length)).toEqual([1, 1]);
  });

  test("go on by themselves while the store is away", async () => {
    const clock = new FakeClock();
    const cells: Cells = {
      read: async () => await Promise.reject(new Error("down")),
      swap: async () => await Promise.reject(new Error("down")),
    };
    const { sentry, receiver } = join(setUp(undefined, { clock }), { cells });
    for (let index = 0; index < 100; index++) sentry.forward(capture());
    await settle();
    expect(receiver.events.length).toBeGreaterThan(0);
    expect(receiver.events.length).toBeLessThan(12);
  });
});

describe("a group", () => {
  test("that is muted is not sent, and is again once it is not", async () => {
    const { clock, sources, store } = setUpShared(1);
    const [source] = sources;
    const { id } = capture().group;
    await note(store.notes, id, { state: "muted", changedMs: clock.now(), releases: [] });
    for (let index = 0; index < 50; index++) source?.sentry.forward(capture());
    await settle();
    expect(source?.receiver.posts).toEqual([]);
    expect(source?.sentry.counts.suppressed.muted).toBeGreaterThan(0);
    await note(store.notes, id, undefined);
    await clock.advance(minuteMs);
    for (let index = 0; index < 50; index++) source?.sentry.forward(capture());
    await settle();
    expect(source?.receiver.events.length).toBeGreaterThan(0);
  });

  test("that was resolved is told at once when it comes back", async () => {
    const { clock, sources, store } = setUpShared(1);
    const [source] = sources;
    for (let index = 0; index < 60; index++) source?.sentry.forward(capture());
    await settle();
    const before = source?.receiver.events.length ?? 0;
    await clock.advance(minuteMs);
    const { id } = capture().group;
    await note(store.notes, id, { state: "resolved", changedMs: clock.now(), releases: [] });
    await clock.advance(minuteMs);
    // The next rung of the source itself.
    for (let index = 60; index < 100; index++) source?.sentry.forward(capture());
    await settle();
    expect(source?.receiver.events.length).toBe(before + 1);
  });
});

interface Shared {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly sources: readonly Forwarding[];
}

function setUpShared(count: number): Shared {
  const clock = new FakeClock();
  const store = memoryStore({ clock });
  const sources = Array.from({ length: count }, () => join(setUp(undefined, { clock }), store));
  return { clock, store, sources };
}

function join(
  forwarding: Forwarding,
  { cells, notes }: Pick<Store, "cells" | "notes">,
): Forwarding {
  expect(cells).toBeDefined();
  if (cells !== undefined) {
    forwarding.sentry.share?.({ cells, notes, name: "orders", clock: forwarding.clock });
  }
  return forwarding;
}

async function note(
  notes: Notes | undefined,
  id: string,
  decided: ErrorNote | undefined,
): Promise<void> {
  await notes?.write(errorNoteName(id), formatErrorNote(decided));
}

function eventsOf(sources: readonly Forwarding[]): ReceivedEvent[] {
  return sources.flatMap(({ receiver }) => receiver.events);
}
