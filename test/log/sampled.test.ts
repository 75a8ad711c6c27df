import { describe, expect, test } from "vitest";
import { isSampled, sampled } from "../../src/log/sampled.ts";
import { createRandom } from "../fakes/random.ts";
import { correlation, recordOf, remember } from "./records.ts";

describe("sampled()", () => {
  const random = createRandom(7);
  const traces = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(""),
  );

  test.for([0, 0.001, 0.01, 0.1, 0.5, 0.9, 1])("writes the share %d of all traces", (rate) => {
    const share = traces.filter((traceId) => isSampled(traceId, rate)).length / traces.length;
    // Five standard deviations of a binomial share.
    expect(Math.abs(share - rate)).toBeLessThanOrEqual(
      5 * Math.sqrt((rate * (1 - rate)) / traces.length),
    );
  });

  test("writes at a higher rate what it writes at a lower one", () => {
    for (const traceId of traces.slice(0, 2_000)) {
      const decisions = [0, 0.01, 0.1, 0.3, 0.7, 1].map((rate) => isSampled(traceId, rate));
      expect(decisions).toEqual(decisions.toSorted((a, b) => Number(a) - Number(b)));
    }
  });

  test("writes a trace whole, the urgent always, and what its function keeps", () => {
    const { sink, messages } = remember();
    const target = sampled(sink, { rate: 0, keep: ({ message }) => message === "slow" });
    for (const changes of [
      { message: "a" },
      { message: "warn", level: "warn" as const },
      { message: "slow" },
    ]) {
      void target.write(recordOf({ correlation, ...changes }), undefined);
    }
    void target.write(recordOf({ message: "outside" }), undefined);
    expect(messages()).toEqual(["warn", "slow", "outside"]);
  });

  test.for([-0.1, 1.1, Number.NaN, Infinity])("refuses the rate %d", (rate) => {
    expect(() => sampled(() => {}, { rate })).toThrow(RangeError);
  });
});
