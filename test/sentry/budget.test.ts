import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  memoryBudget,
  type BudgetAnswer,
  type ForwardBudget,
} from "../../src/errors/forward-budget.ts";
import { rungAfter } from "../../src/errors/forward-ladder.ts";
import { forwardTo } from "../../src/errors/forward-to.ts";
import type { ErrorReport } from "../../src/errors/forwarder.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { effort } from "../fakes/effort.ts";
import { createCapture } from "./captured.ts";
import { countOccurrences, type ReceivedEvent } from "./envelopes.ts";
import { floodCount, floodFrom, rareCount } from "./flood.ts";
import { flush, setUp } from "./receiver.ts";

const capture = createCapture();
const minuteMs = 60_000;
const hourMs = 3_600_000;

describe("one group", () => {
  test("is told at its 1st, 2nd, 5th, 10th, 20th, 50th, … occurrence, with the count since then", async () => {
    const { sentry, receiver } = setUp();
    for (let index = 0; index < 1_000; index++) {
      sentry.forward(capture());
      await settle();
    }
    expect(receiver.events.map(({ tags }) => tags["group_count"])).toEqual([
      "1",
      "1",
      "3",
      "5",
      "10",
      "30",
      "50",
      "100",
      "300",
      "500",
    ]);
    expect(sentry.counts).toMatchObject({ sent: 10, suppressed: { ladder: 990 } });
  });

  test("is told again after an hour, however few there were", async () => {
    const { sentry, receiver, clock } = setUp();
    for (let index = 0; index < 7; index++) {
      sentry.forward(capture());
      await settle();
    }
    await clock.advance(hourMs + 1);
    sentry.forward(capture());
    await settle();
    expect(receiver.events.map(({ tags }) => tags["group_count"])).toEqual(["1", "1", "3", "3"]);
  });

  test("has no more than its share in an hour, and the next one takes what was held back along", async () => {
    const clock = new FakeClock();
    const budget = memoryBudget({ clock });
    const answers: BudgetAnswer[] = [];
    for (let count = 1; count < 1e6; count *= 10) {
      for (const share of [1, 1, 3]) answers.push(await budget.take("a", share * count, false));
    }
    const sent = answers.filter(({ send }) => send > 0);
    expect(sent).toHaveLength(11);
    expect(answers.at(-1)).toMatchObject({ send: 0, reason: "group_budget" });
    await clock.advance(hourMs);
    const { send, left } = await budget.take("a", 1, false);
    const told = sent.reduce((sum, answer) => sum + answer.send, 0);
    expect([told + send, left]).toEqual([555_556, 0]);
  });

  test("has a last event at a flush, under an id of its own, with all that is left", async () => {
    const forwarding = setUp();
    const errors = Array.from({ length: 9 }, () => capture());
    for (const error of errors) forwarding.sentry.forward(error);
    await flush(forwarding);
    const { events } = forwarding.receiver;
    expect(countOccurrences(events)).toBe(9);
    expect(new Set(events.map(({ event_id: id }) => id)).size).toBe(events.length);
    await flush(forwarding);
    expect(forwarding.receiver.events).toHaveLength(events.length);
  });
});

describe("all groups together", () => {
  test("make no more than 30 events in a minute, of which known groups leave six to new ones", async () => {
    const { sentry, receiver, clock } = setUp();
    const known = Array.from({ length: 30 }, (_, index) => `/known/${index}`);
    for (const route of known) sentry.forward(capture({ place: { route } }));
    await delivered();
    expect(receiver.events).toHaveLength(30);
    sentry.forward(capture({ place: { route: "/one/more" } }));
    await delivered();
    expect(receiver.events).toHaveLength(30);
    expect(sentry.counts.suppressed.budget).toBe(1);

    await clock.advance(minuteMs);
    for (const route of known) sentry.forward(capture({ place: { route } }));
    await delivered();
    expect(receiver.events).toHaveLength(54);
    for (let index = 0; index < 9; index++)
      sentry.forward(capture({ place: { route: `/new/${index}` } }));
    await delivered();
    expect(receiver.events).toHaveLength(60);
  });

  test("are forgotten, and counted, when there are too many of them", async () => {
    const { sentry } = setUp();
    for (let index = 0; index < 2_000; index++) {
      sentry.forward(capture({ place: { route: `/scanned/${index}` } }));
      sentry.forward(capture({ place: { route: `/scanned/${index}` } }));
      sentry.forward(capture({ place: { route: `/scanned/${index}` } }));
    }
    await settle();
    expect(sentry.counts.dropped.groups_full).toBe(1_500);
  });
});

describe("a flood", () => {
  test("from 50 sources that share a budget is told in few events, which stand for all of it", async () => {
    const clock = new FakeClock();
    const budget = memoryBudget({ clock, restMs: 10_000 });
    const sources = Array.from({ length: 50 }, () => setUp(undefined, { budget, clock }));
    const { flood, others, rareIds } = await floodFrom(sources, clock, 10_000);
    expect(flood.length).toBeLessThanOrEqual(30);
    expect(countOccurrences(flood)).toBe(floodCount);
    expect(new Set(others.map(({ event_id: id }) => id))).toEqual(rareIds);
    expect(countOccurrences(others)).toBe(rareCount);
  });

  test("asks a shared budget a few times for thousands of errors", async () => {
    let asked = 0;
    const own = memoryBudget({ clock: new FakeClock() });
    const budget: ForwardBudget = {
      take: async (...question) => {
        asked++;
        return await own.take(...question);
      },
    };
    const { sentry } = setUp(undefined, { budget });
    for (let index = 0; index < 10_000; index++) sentry.forward(capture());
    await settle();
    expect(asked).toBe(13);
  });
});

describe("a shared budget", () => {
  test.for([
    ["rejects", async (): Promise<never> => await Promise.reject(new Error("down"))],
    [
      "throws",
      (): never => {
        throw new Error("down");
      },
    ],
    ["hangs", async (): Promise<never> => await new Promise<never>(() => {})],
  ] as const)("that %s is stood in for by one of this source", async ([, take]) => {
    const forwarding = setUp(undefined, { budget: { take } });
    for (let index = 0; index < 100; index++) forwarding.sentry.forward(capture());
    await forwarding.clock.advance(2_000);
    await flush(forwarding);
    const { events } = forwarding.receiver;
    expect(countOccurrences(events)).toBe(100);
    expect(events.length).toBeLessThan(12);
  });
});

test("whatever comes in whatever order, events stand for all of it after a flush", async () => {
  const steps = fc.array(
    fc.tuple(
      fc.nat({ max: 4 }),
      fc.nat({ max: 2 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat({ max: 90 }),
    ),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (tried) => {
      const clock = new FakeClock();
      const budget = memoryBudget({ clock });
      const sources = [0, 1, 2].map(() => setUp(undefined, { budget, clock }));
      const told = new Map<string, number>();
      for (const [group, source, count, seconds] of tried) {
        const error = capture({ place: { route: `/${group}` } });
        for (let index = 0; index < count; index++) sources[source]?.sentry.forward(error);
        told.set(error.group.id, (told.get(error.group.id) ?? 0) + count);
        await clock.advance(seconds * 1_000);
      }
      for (const source of sources) await flush(source);
      const events = sources.flatMap(({ receiver }) => receiver.events);
      expect(countByGroup(events)).toEqual(told);
    }),
    { numRuns: effort(30, 1_000) },
  );
});

describe("forwardTo()", () => {
  test("gives a function as few reports as any other destination gets", async () => {
    const reports: ErrorReport[] = [];
    const forwarder = forwardTo((report) => void reports.push(report), { clock: new FakeClock() });
    for (let index = 0; index < 100; index++) forwarder.forward(capture());
    await forwarder.flush(1_000);
    expect(reports.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    expect(reports.length).toBeLessThan(12);
    expect(reports.map(({ isNew }) => isNew).indexOf(true)).toBe(0);
    expect(forwarder.counts.sent).toBe(reports.length);
    expect(forwarder.problem).toBeUndefined();
  });

  test("counts what a function throws or rejects with", async () => {
    let calls = 0;
    const forwarder = forwardTo(
      () => {
        if (calls++ === 0) throw new Error("no");
        return Promise.reject(new Error("no"));
      },
      { clock: new FakeClock() },
    );
    const held: Promise<unknown>[] = [];
    const background = { waitUntil: (promise: Promise<unknown>) => void held.push(promise) };
    forwarder.forward(capture(), background);
    forwarder.forward(capture(), background);
    await Promise.all(held);
    expect(held).toHaveLength(2);
    expect(forwarder.counts).toMatchObject({ sent: 0, dropped: { failed: 2 } });
  });
});

test("rungAfter() climbs 1, 2, 5, 10, 20, 50, …", () => {
  const rungs = [0, 1, 2, 4, 5, 9, 10, 49, 50, 99, 100, 5_000].map(rungAfter);
  expect(rungs).toEqual([1, 2, 5, 5, 10, 10, 20, 50, 100, 100, 200, 10_000]);
});

/** One event after the other. */
async function delivered(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await settle();
}

function countByGroup(events: readonly ReceivedEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const group = event.fingerprint[0] ?? "";
    counts.set(group, (counts.get(group) ?? 0) + countOccurrences([event]));
  }
  return counts;
}
