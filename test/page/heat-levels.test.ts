import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { greatestCount, heatLevel, heatLevels, shownRows } from "../../src/page/heat-levels.ts";

describe("heatLevel()", () => {
  test("has no shade for an empty cell, and one for every other", () => {
    expect(heatLevel(0, 1_000)).toBe(0);
    expect(heatLevel(1, 1_000_000)).toBe(1);
    expect(heatLevel(1, 1)).toBe(heatLevels);
  });

  test("goes up with the logarithm to the last shade", () => {
    const levels = [1, 10, 100, 1_000, 10_000].map((count) => heatLevel(count, 10_000));
    expect(levels).toEqual([1, 2, 4, 6, 7]);
  });

  test("never falls while counts rise, and never leaves the shades", () => {
    const counts = integer({ min: 1, max: 1e9 });
    assert(
      property(counts, counts, counts, (a, b, max) => {
        const [low, high] = [heatLevel(Math.min(a, b), max), heatLevel(Math.max(a, b), max)];
        expect(low).toBeGreaterThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(heatLevels);
      }),
    );
  });
});

test("finds the fullest cell", () => {
  expect(greatestCount([[0, 3], [9, 1], []])).toBe(9);
  expect(greatestCount([])).toBe(0);
});

describe("shownRows()", () => {
  test("leaves out the rows that are always empty, but for one at each side", () => {
    const counts = [
      [0, 0, 0, 1, 0, 0, 0],
      [0, 0, 0, 0, 2, 0, 0],
    ];
    expect(shownRows(counts, 7)).toEqual({ first: 2, end: 6 });
  });

  test("shows all where all are empty", () => {
    expect(shownRows([[0, 0]], 2)).toEqual({ first: 0, end: 2 });
    expect(shownRows([], 5)).toEqual({ first: 0, end: 5 });
  });
});
