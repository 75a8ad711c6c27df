import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTimestamp } from "../../src/log/timestamp.ts";

const endOfTimeMs = 8.64e15;

describe("the timestamp of a line", () => {
  test("is that of Date#toISOString() for any millisecond, in any order", () => {
    const format = createTimestamps();
    const times = fc.oneof(
      fc.integer({ min: -endOfTimeMs, max: endOfTimeMs }),
      fc.date({ noInvalidDate: true }).map((date) => date.getTime()),
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.integer({ min: -5_000, max: 5_000 }),
    );
    fc.assert(
      fc.property(fc.array(times, { maxLength: 5 }), (sequence) => {
        for (const timeMs of sequence) {
          expect(format(timeMs)).toBe(new Date(timeMs).toISOString());
        }
      }),
      { numRuns: 500 },
    );
  });

  test("counts through a second and over its end", () => {
    const format = createTimestamps();
    const startMs = Date.UTC(2026, 11, 31, 23, 59, 59);
    for (let timeMs = startMs; timeMs < startMs + 1_100; timeMs++) {
      expect(format(timeMs)).toBe(new Date(timeMs).toISOString());
    }
  });

  test("cuts fractions of a millisecond off", () => {
    const format = createTimestamps();
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), (timeMs) => {
        expect(format(timeMs)).toBe(new Date(timeMs).toISOString());
      }),
    );
  });

  test.for([Number.NaN, Number.POSITIVE_INFINITY, endOfTimeMs + 1])(
    "does not throw when a clock says %d",
    (timeMs) => {
      const format = createTimestamps();
      expect(() => format(timeMs)).not.toThrow();
    },
  );
});

function createTimestamps(): (timeMs: number) => unknown {
  return createTimestamp();
}
