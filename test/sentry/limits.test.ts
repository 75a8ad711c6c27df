import { describe, expect, test } from "vitest";
import type { LimitStore } from "../../src/errors/sentry-limits.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { createCapture } from "./captured.ts";
import { countOccurrences } from "./envelopes.ts";
import { flush, setUp, type Answer } from "./receiver.ts";

const capture = createCapture();

/** Answers once with these headers, then with 200. */
function limitedBy(headers: Record<string, string>, status = 429): (index: number) => Answer {
  return (index) => (index === 0 ? new Response(null, { status, headers }) : 200);
}

describe("a receiver's limit", () => {
  test.for([
    ["Retry-After in seconds", 30, { "retry-after": "30" }],
    ["Retry-After as a date", 120, { "retry-after": "Mon, 23 Nov 2026 10:02:00 GMT" }],
    ["a 429 without a word", 60, {}],
    [
      "X-Sentry-Rate-Limits for errors",
      45,
      { "x-sentry-rate-limits": "45:transaction;error:organization" },
    ],
    [
      "X-Sentry-Rate-Limits for everything",
      45,
      { "x-sentry-rate-limits": "10:session:key, 45::organization" },
    ],
    ["both headers", 20, { "x-sentry-rate-limits": "20:error:key", "retry-after": "500" }],
  ] as const)("holds: %s", async ([, seconds, headers]) => {
    const { sentry, receiver, clock } = setUp(limitedBy(headers));
    sentry.forward(capture());
    await settle();
    for (let index = 0; index < 9; index++) sentry.forward(capture());
    await clock.advance(seconds * 1_000 - 1);
    expect(receiver.posts).toHaveLength(1);
    expect(sentry.counts).toMatchObject({ sent: 0, suppressed: { limits: 9 } });
    await clock.advance(1);
    expect(receiver.taken).toHaveLength(1);
    sentry.forward(capture());
    await settle();
    expect(countOccurrences(receiver.events)).toBe(11);
  });

  test("holds also where it comes with an answer of 200", async () => {
    const headers = { "x-sentry-rate-limits": "60:error:organization" };
    const { sentry, receiver, clock } = setUp(limitedBy(headers, 200));
    sentry.forward(capture());
    await settle();
    sentry.forward(capture());
    await clock.advance(59_999);
    expect([receiver.posts.length, sentry.counts.sent]).toEqual([1, 1]);
  });

  test("for other kinds of items does not stop errors", async () => {
    const headers = { "x-sentry-rate-limits": "60:transaction:organization, 60:monitor:key" };
    const { sentry, receiver } = setUp(limitedBy(headers, 200), { checkIns: true });
    sentry.forward(capture());
    await settle();
    sentry.checkIn?.({ name: "a", schedule: "* * * * *", hasFailed: false, durationMs: 1 });
    sentry.forward(capture());
    await settle();
    expect(receiver.events).toHaveLength(2);
  });

  test("that makes no sense is one of a minute, and no limit is longer than a day", async () => {
    for (const [value, ms] of [
      ["soon", 60_000],
      ["999999999", 86_400_000],
    ] as const) {
      const { sentry, receiver, clock } = setUp(limitedBy({ "retry-after": value }));
      sentry.forward(capture());
      await settle();
      await clock.advance(ms - 1);
      expect(receiver.posts).toHaveLength(1);
      sentry.forward(capture());
      await clock.advance(2);
      expect(receiver.posts.length).toBeGreaterThan(1);
    }
  });

  test("is known to all forwarders of an isolate and to others by a store", async () => {
    const clock = new FakeClock();
    let untilMs = 0;
    const limits: LimitStore = {
      get: async () => await Promise.resolve(untilMs),
      set: (ms) => {
        untilMs = ms;
      },
    };
    const one = setUp(limitedBy({ "retry-after": "30" }), { limits, clock });
    one.sentry.forward(capture());
    await settle();
    expect(untilMs).toBe(clock.now() + 30_000);
    const other = setUp(undefined, { limits, clock });
    other.sentry.forward(capture());
    await clock.advance(29_999);
    expect(other.receiver.posts).toEqual([]);
    await clock.advance(1);
    expect(other.receiver.taken).toHaveLength(1);
  });

  test.for([
    ["rejects", async (): Promise<never> => await Promise.reject(new Error("down"))],
    ["hangs", async (): Promise<never> => await new Promise<never>(() => {})],
    [
      "throws",
      (): never => {
        throw new Error("down");
      },
    ],
  ] as const)("still holds where the store %s", async ([, fail]) => {
    const forwarding = setUp(limitedBy({ "retry-after": "5" }), {
      limits: { get: fail, set: fail },
    });
    forwarding.sentry.forward(capture());
    await forwarding.clock.advance(1_000);
    expect(forwarding.receiver.posts).toHaveLength(1);
    await flush(forwarding);
    expect(forwarding.receiver.taken).toHaveLength(1);
  });
});
