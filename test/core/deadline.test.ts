import { describe, expect, test } from "vitest";
import { withDeadline } from "../../src/core/deadline.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";

describe("withDeadline()", () => {
  test("gives the result of work that ends in time", async () => {
    const clock = new FakeClock();
    const { promise, resolve } = Promise.withResolvers<number>();
    const result = withDeadline(promise, "wait", 1_000, clock);
    await clock.advance(999);
    resolve(42);
    expect(await result).toBe(42);
  });

  test("gives the error of work that fails in time", async () => {
    const error = new RangeError("no");
    const result = withDeadline(Promise.reject(error), "wait", 1_000, new FakeClock());
    await expect(result).rejects.toBe(error);
  });

  test("gives a TimeoutError that says what took too long", async () => {
    const clock = new FakeClock();
    const { promise } = Promise.withResolvers<number>();
    const result = expect(withDeadline(promise, "read totals", 1_000, clock)).rejects.toMatchObject(
      {
        name: "TimeoutError",
        message: "Cannot read totals: no answer within 1000 ms",
      },
    );
    await clock.advance(1_000);
    await result;
  });

  test("keeps what comes too late from surfacing anywhere", async () => {
    const clock = new FakeClock();
    const { promise, reject } = Promise.withResolvers<number>();
    const result = expect(withDeadline(promise, "wait", 1_000, clock)).rejects.toThrow();
    await clock.advance(1_000);
    await result;
    // Vitest fails a run with an unhandled rejection.
    reject(new Error("too late"));
    await settle();
  });
});
