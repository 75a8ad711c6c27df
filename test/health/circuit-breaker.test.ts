import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CircuitBreaker,
  CircuitOpenError,
  type CircuitBreakerOptions,
} from "../../src/health/circuit-breaker.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { never } from "./runners.ts";

const down = failing(new Error("down"));

describe("CircuitBreaker", () => {
  test("hands over what the call gives, and throws what it throws", async () => {
    const { breaker } = createBreaker();
    expect(await breaker.run(() => 1)).toBe(1);
    expect(await breaker.run(async () => "two")).toBe("two");
    await expect(breaker.run(down)).rejects.toThrow("down");
    expect(breaker.state).toBe("closed");
  });

  test("opens when half of ten calls have failed, and not before", async () => {
    const { breaker } = createBreaker();
    for (let call = 0; call < 5; call++) await breaker.run(() => true);
    for (let call = 0; call < 4; call++) await attempt(breaker, down);
    expect(breaker.state).toBe("closed");
    await attempt(breaker, down);
    expect(breaker.state).toBe("open");
    let calls = 0;
    await expect(breaker.run(() => calls++)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(calls).toBe(0);
  });

  test("forgets failures after half a minute", async () => {
    const { breaker, clock } = createBreaker();
    for (let call = 0; call < 9; call++) await attempt(breaker, down);
    clock.pass(33_000);
    await attempt(breaker, down);
    expect(breaker.state).toBe("closed");
  });

  test("lets one call try after 5 s, and closes when it succeeds", async () => {
    const { breaker, clock } = await createOpen();
    clock.pass(4_999);
    await expect(breaker.run(() => 1)).rejects.toBeInstanceOf(CircuitOpenError);
    clock.pass(1);
    const tried = breaker.run(() => clock.delay(10).then(() => "back"));
    expect(breaker.state).toBe("half_open");
    await expect(breaker.run(() => 1)).rejects.toBeInstanceOf(CircuitOpenError);
    await clock.advance(10);
    expect(await tried).toBe("back");
    expect(breaker.state).toBe("closed");
    expect(await breaker.run(() => 1)).toBe(1);
  });

  test("doubles its time with each failed try, up to a minute, and starts anew once closed", async () => {
    const { breaker, clock } = await createOpen();
    for (const openMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      clock.pass(openMs - 1);
      await expect(breaker.run(down)).rejects.toBeInstanceOf(CircuitOpenError);
      clock.pass(1);
      await expect(breaker.run(down)).rejects.toThrow("down");
    }
    clock.pass(60_000);
    await breaker.run(() => true);
    for (let call = 0; call < 10; call++) await attempt(breaker, down);
    clock.pass(5_000);
    expect(await breaker.run(() => true)).toBe(true);
  });

  test("gives up a try that never ends: its request may have been cancelled", async () => {
    const { breaker, clock } = await createOpen();
    clock.pass(5_000);
    void breaker.run(never);
    clock.pass(10_000);
    expect(breaker.state).toBe("open");
    clock.pass(10_000);
    expect(await breaker.run(() => "back")).toBe("back");
  });

  test("does not take the end of an older call for that of its try", async () => {
    const { breaker, clock } = createBreaker();
    const old = breaker.run(() => clock.delay(6_000).then(() => "old"));
    for (let call = 0; call < 10; call++) await attempt(breaker, down);
    clock.pass(5_000);
    void breaker.run(never);
    await clock.advance(1_000);
    expect(await old).toBe("old");
    expect(breaker.state).toBe("half_open");
  });

  test("does not count what the caller has given up, and counts bad results", async () => {
    const { breaker } = createBreaker({ isBadResult: (value) => value === 503 });
    const gaveUp = failing(new DOMException("x", "AbortError"));
    for (let call = 0; call < 20; call++) await attempt(breaker, gaveUp);
    expect(breaker.state).toBe("closed");
    for (let call = 0; call < 10; call++) expect(await breaker.run(() => 503)).toBe(503);
    expect(breaker.state).toBe("open");
  });

  test("lets the next call try when the caller gives up a try", async () => {
    const { breaker, clock } = await createOpen();
    clock.pass(5_000);
    await attempt(breaker, failing(new DOMException("x", "AbortError")));
    expect(await breaker.run(() => "back")).toBe("back");
    expect(breaker.state).toBe("closed");
  });

  test("outlives whoever listens and throws", async () => {
    const { breaker } = await createOpen({ onChange: failing(new Error("no")) });
    expect(breaker.state).toBe("open");
  });

  test("never lets more than one call try at once, and always closes after successes", async () => {
    const step = fc.record({
      passMs: fc.integer({ min: 0, max: 20_000 }),
      durationMs: fc.integer({ min: 0, max: 9_000 }),
      isFailing: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { breaker, clock } = createBreaker({ minCalls: 2 });
        let trying = 0;
        for (const { passMs, durationMs, isFailing } of steps) {
          const before = breaker.state;
          const call: () => Promise<void> = async () => {
            const isTry = before !== "closed";
            if (isTry) trying++;
            expect(trying).toBeLessThanOrEqual(1);
            await clock.delay(durationMs);
            if (isTry) trying--;
            if (isFailing) down();
          };
          attempt(breaker, call).catch(() => {});
          await clock.advance(passMs);
        }
        await clock.advance(70_000);
        await attempt(breaker, () => true);
        await settle();
        expect(breaker.state).toBe("closed");
        expect(trying).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

function createBreaker(options: CircuitBreakerOptions = {}): {
  breaker: CircuitBreaker;
  clock: FakeClock;
} {
  const clock = new FakeClock();
  return { clock, breaker: new CircuitBreaker("db", { clock, ...options }) };
}

async function createOpen(
  options: CircuitBreakerOptions = {},
): Promise<ReturnType<typeof createBreaker>> {
  const created = createBreaker(options);
  for (let call = 0; call < 10; call++) await attempt(created.breaker, down);
  return created;
}

async function attempt(breaker: CircuitBreaker, call: () => unknown): Promise<void> {
  await breaker.run(call).catch(() => {});
}
