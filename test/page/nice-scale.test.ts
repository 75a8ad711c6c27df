import { assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import { niceMax, niceTicks, stableMax } from "../../src/page/nice-scale.ts";

test("a scale has room for its greatest value, and is not much larger", () => {
  assert(
    property(double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
      const max = niceMax(value);
      expect(max).toBeGreaterThanOrEqual(value * (1 - 1e-11));
      expect(max).toBeLessThanOrEqual(value * 1.6);
    }),
  );
});

test("ticks go from 0 to the top of the scale in three to six equal steps", () => {
  assert(
    property(double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
      const max = niceMax(value);
      const ticks = niceTicks(max);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeCloseTo(max, 6);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});

test.each([
  [4, [0, 1, 2, 3, 4]],
  [7, [0, 2, 4, 6, 8]],
  [10, [0, 5, 10]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [87, [0, 25, 50, 75, 100]],
])("the greatest value %d is shown on %j", (value, ticks) => {
  expect(niceTicks(niceMax(value))).toEqual(ticks);
});

test.each([0, -1, Number.NaN])("a scale for %d goes to 1", (value) => {
  expect(niceMax(value)).toBe(1);
});

test("no number is too large for a scale", () => {
  const ticks = niceTicks(niceMax(Number.MAX_VALUE));
  expect(ticks.every(Number.isFinite)).toBe(true);
  expect(ticks.length).toBeLessThanOrEqual(6);
});

test("a scale stays while values come and go, and follows when they outgrow or desert it", () => {
  const first = stableMax(undefined, 870);
  expect(first).toBe(1_000);
  expect(stableMax(first, 430)).toBe(first);
  expect(stableMax(first, 1_000)).toBe(first);
  expect(stableMax(first, 1_001)).toBe(1_500);
  expect(stableMax(first, 90)).toBe(100);
});
