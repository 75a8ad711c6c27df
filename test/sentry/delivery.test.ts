import { describe, expect, test } from "vitest";
import { memoryBudget, type ForwardBudget } from "../../src/errors/forward-budget.ts";
import { sentryForwarder } from "../../src/errors/sentry-forwarder.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { createCapture } from "./captured.ts";
import { countOccurrences } from "./envelopes.ts";
import { dsn, flush, setUp } from "./receiver.ts";

const capture = createCapture();
const dayMs = 86_400_000;

describe("an event that does not arrive", () => {
  test.for([500, 502, 503, "reset", "hang", "throws at once"] as const)(
    "is sent again, with the same id, after: %s",
    async (failure) => {
      const { sentry, receiver, clock } = setUp((index) => (index === 0 ? failure : 200));
      const error = capture();
      sentry.forward(error);
      await clock.advance(20_000);
      expect(receiver.posts).toHaveLength(2);
      expect(receiver.posts[0]?.body).toBe(receiver.posts[1]?.body);
      expect(receiver.events).toMatchObject([{ event_id: error.errorId }]);
      expect(sentry.counts.sent).toBe(1);
    },
  );

  test.for([400, 401, 403, 404, 413, 302])("is not sent again after %i", async (status) => {
    const { sentry, receiver, clock } = setUp(() => status);
    sentry.forward(capture());
    await clock.advance(dayMs / 24);
    expect(receiver.posts).toHaveLength(1);
    const reason = status === 413 ? "too_large" : "rejected";
    expect(sentry.counts).toMatchObject({ sent: 0, dropped: { [reason]: 1 } });
  });

  test("waits longer each time, and after three failures a minute", async () => {
    const { sentry, receiver, clock } = setUp(() => 500);
    const startMs = clock.now();
    const atMs: number[] = [];
    receiver.answer = () => {
      atMs.push(clock.now() - startMs);
      return 500;
    };
    sentry.forward(capture());
    await clock.advance(200_000);
    expect(atMs).toEqual([0, 1_000, 3_000, 63_000, 123_000, 183_000]);
  });

  test("lets one event try when the minute is over, and all the others follow it", async () => {
    const { sentry, receiver, clock } = setUp(() => 500);
    for (let index = 0; index < 5; index++)
      sentry.forward(capture({ place: { route: `/${index}` } }));
    await clock.advance(10_000);
    expect(receiver.posts).toHaveLength(3);
    receiver.answer = () => 200;
    await clock.advance(60_000);
    expect(receiver.events).toHaveLength(5);
    expect(receiver.posts).toHaveLength(8);
  });

  test("is given up after a day", async () => {
    const { sentry, clock } = setUp(() => 500);
    sentry.forward(capture());
    await clock.advance(dayMs + 120_000);
    expect(sentry.counts.dropped.too_old).toBe(1);
  });

  test("is one of a hundred that wait; of more, the oldest ones go, and others count them", async () => {
    const forwarding = setUp(() => "reset");
    const { sentry, receiver, clock } = forwarding;
    for (let index = 0; index < 250; index++) {
      sentry.forward(capture({ place: { route: `/${index}` } }));
      await clock.advance(2_100);
    }
    await settle();
    const { dropped } = sentry.counts;
    expect(dropped.buffer_full).toBe(150);
    receiver.answer = () => 200;
    await clock.advance(120_000);
    expect(receiver.taken).toHaveLength(100);
    for (let flushes = 0; flushes < 3; flushes++) await flush(forwarding);
    expect(countOccurrences(receiver.events)).toBe(250);
  });
});

describe("forward()", () => {
  test("does not wait, and does not throw, whatever the receiver does", async () => {
    for (const answer of ["hang", "reset", "throws at once", 500, 429] as const) {
      const { sentry } = setUp(() => answer);
      expect(sentry.forward(capture())).toBeUndefined();
    }
    await settle();
  });

  test("gives a request promises that never reject", async () => {
    for (const answer of ["reset", "throws at once", 500, 400] as const) {
      const { sentry, clock } = setUp(() => answer);
      const held: Promise<unknown>[] = [];
      sentry.forward(capture(), { waitUntil: (promise) => void held.push(promise) });
      await clock.advance(30_000);
      expect(held.length).toBeGreaterThan(0);
      expect(await Promise.allSettled(held)).not.toContainEqual(
        expect.objectContaining({ status: "rejected" }),
      );
    }
  });

  test("does no harm in a request that is over", async () => {
    const { sentry, receiver } = setUp();
    sentry.forward(capture(), {
      waitUntil: () => {
        throw new Error("the request is over");
      },
    });
    await settle();
    expect(receiver.taken).toHaveLength(1);
  });

  test("takes over what a request that was cancelled has left behind", async () => {
    const { sentry, receiver, clock } = setUp((index) => (index === 0 ? "hang" : 200));
    sentry.forward(capture(), { waitUntil: () => {} });
    await settle();
    clock.cancelDelays();
    await clock.advance(10_000);
    sentry.forward(capture());
    await settle();
    expect(countOccurrences(receiver.events)).toBe(2);
  });

  test("holds a request no longer than Workers let it, and the next one goes on", async () => {
    const { sentry, receiver, clock } = setUp(() => 500);
    let isHeld = true;
    sentry.forward(capture(), {
      waitUntil: (promise) => {
        void promise.finally(() => {
          isHeld = false;
        });
      },
    });
    isHeld = true;
    await clock.advance(25_000);
    expect(isHeld).toBe(false);
    receiver.answer = () => 200;
    await clock.advance(60_000);
    expect(receiver.taken).toEqual([]);
    sentry.forward(capture(), { waitUntil: () => {} });
    await settle();
    expect(countOccurrences(receiver.events)).toBe(2);
  });
});

describe("flush()", () => {
  test("ends in time and does not reject while the receiver hangs", async () => {
    const forwarding = setUp(() => "hang");
    forwarding.sentry.forward(capture());
    const startMs = forwarding.clock.monotonicMs();
    await flush(forwarding, 2_000);
    expect(forwarding.clock.monotonicMs() - startMs).toBeLessThanOrEqual(2_100);
  });

  test("tries again for as long as it may", async () => {
    const forwarding = setUp((index) => (index < 2 ? 500 : 200));
    forwarding.sentry.forward(capture());
    await flush(forwarding, 10_000);
    expect(forwarding.receiver.taken).toHaveLength(1);
  });

  test("does not wait for a request that has been cancelled while it asked", async () => {
    let asked = 0;
    const own = memoryBudget({ clock: new FakeClock() });
    const budget: ForwardBudget = {
      take: async (...question) =>
        asked++ === 0 ? await new Promise<never>(() => {}) : await own.take(...question),
    };
    const forwarding = setUp(undefined, { budget });
    forwarding.sentry.forward(capture(), { waitUntil: () => {} });
    await settle();
    forwarding.clock.cancelDelays();
    const place = { route: "/other" };
    for (let index = 0; index < 3; index++) forwarding.sentry.forward(capture({ place }));
    await flush(forwarding);
    expect(countOccurrences(forwarding.receiver.events)).toBe(3);
  });

  test("tells again what was refused, under another id", async () => {
    const forwarding = setUp((index) => (index === 0 ? 403 : 200));
    const error = capture();
    forwarding.sentry.forward(error);
    await settle();
    await flush(forwarding);
    const [event] = forwarding.receiver.events;
    expect(event?.tags["error_id"]).toBe(error.errorId);
    expect(event?.event_id).not.toBe(error.errorId);
  });

  test("resolves at once where there is nothing to send", async () => {
    await sentryForwarder({ dsn, clock: new FakeClock() }).flush(1_000);
  });
});

test("answers are read, or given up where they have no end", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(16_384));
    },
  });
  const { sentry } = setUp(() => new Response(endless));
  sentry.forward(capture());
  await settle();
  await settle();
  expect(sentry.counts.sent).toBe(1);
  expect(pulled).toBeLessThan(20);
});
