import { describe, expect, test } from "vitest";
import { CircuitOpenError } from "../../src/health/circuit-breaker.ts";
import { withRetry, type RetryOptions } from "../../src/health/retry.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";

describe("withRetry()", () => {
  test("calls until it works, and waits twice as long each time", async () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const options = { clock, attempts: 5, backoffMs: 100, maxBackoffMs: 300, jitter: 0 };
    const result = withRetry((attempt) => {
      times.push(clock.monotonicMs());
      return attempt < 5 ? down() : "done";
    }, options);
    await clock.advance(10_000);
    expect(await result).toBe("done");
    expect(times).toEqual([0, 100, 300, 600, 900]);
  });

  test("leaves the wait to chance", async () => {
    const clock = new FakeClock();
    let calls = 0;
    const call: () => string = () => (++calls < 2 ? down() : "done");
    const result = withRetry(call, { clock, backoffMs: 1_000, random: () => 0.9 });
    await clock.advance(101);
    expect(await result).toBe("done");
  });

  test("rejects with the last failure", async () => {
    const clock = new FakeClock();
    let calls = 0;
    const result = withRetry(() => failing(new Error(`no ${++calls}`))(), { clock });
    const rejected = expect(result).rejects.toThrow("no 3");
    await clock.advance(10_000);
    await rejected;
    expect(calls).toBe(3);
  });

  test.for([new CircuitOpenError("x"), new DOMException("x", "AbortError")])(
    "does not repeat what ended with %s",
    async (error) => {
      let calls = 0;
      const call: () => never = () => {
        calls++;
        throw error;
      };
      await expect(withRetry(call, { clock: new FakeClock() })).rejects.toBe(error);
      expect(calls).toBe(1);
    },
  );

  test("asks whether to repeat", async () => {
    const options: RetryOptions = {
      clock: new FakeClock(),
      isRetryable: (thrown) => !(thrown instanceof RangeError),
    };
    await expect(withRetry(failing(new RangeError("x")), options)).rejects.toThrow(RangeError);
  });

  test("stops waiting when the signal is aborted, and calls nothing when it was before", async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    let calls = 0;
    const call: () => never = () => {
      calls++;
      return down();
    };
    const result = withRetry(call, { clock, backoffMs: 5_000, signal: abort.signal });
    const rejected = expect(result).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await rejected;
    await expect(withRetry(call, { signal: abort.signal })).rejects.toThrow("enough");
    expect(calls).toBe(1);
  });
});

function down(): never {
  throw new Error("down");
}
