import { describe, expect, test } from "vitest";
import { greatestOf, lineLayers, stackLayers } from "../../src/page/plot-layers.ts";

const none = new Set<number>();

describe("lineLayers()", () => {
  test("leaves gaps where nothing is known, and draws what stands alone as a dot", () => {
    const [layer] = lineLayers([[1, 2, null, 3, null, 0]], none);
    expect(layer?.edge).toEqual([1, 2, null, 3, null, 0]);
    expect(layer?.dots).toEqual([3, 5]);
  });

  test("draws steps that are not whole apart, with what leads to them", () => {
    const [layer] = lineLayers([[1, 2, 3, 4]], new Set([0, 3]));
    expect(layer?.edge).toEqual([null, 2, 3, null]);
    expect(layer?.partialEdge).toEqual([1, 2, 3, 4]);
    expect(layer?.hollow).toEqual([0, 3]);
    expect(layer?.dots).toEqual([]);
    expect(lineLayers([[1, 2, 3, 4]], new Set([3]))[0]?.partialEdge).toEqual([null, null, 3, 4]);
  });
});

describe("stackLayers()", () => {
  test("adds up from the last line, which is at the bottom", () => {
    const [top, bottom] = stackLayers(
      [
        [10, 20],
        [1, 2],
      ],
      none,
    );
    expect(bottom).toMatchObject({ line: 1, area: [1, 2] });
    expect(top).toMatchObject({ line: 0, area: [11, 22] });
  });

  test("has a gap where nothing is known of any line, and 0 where it is of another", () => {
    const [top, bottom] = stackLayers(
      [
        [10, null, 5],
        [null, null, 2],
      ],
      none,
    );
    expect(bottom?.area).toEqual([0, null, 2]);
    expect(top?.area).toEqual([10, null, 7]);
  });

  test("draws no edge where a line has nothing", () => {
    const [top, bottom] = stackLayers(
      [
        [9, 9, 9, 9],
        [0, 0, 0, 3],
      ],
      none,
    );
    expect(bottom?.edge).toEqual([null, null, 0, 3]);
    expect(top?.edge).toEqual([9, 9, 9, 12]);
  });

  test("shows a single error among a million requests", () => {
    const [, errors] = stackLayers(
      [
        [1_000_000, 1_000_000],
        [0, 1],
      ],
      none,
      8_000,
    );
    expect(errors?.area).toEqual([0, 8_000]);
  });

  test("ends the area before a step that is not whole", () => {
    const [layer] = stackLayers([[4, 4, 2]], new Set([2]));
    expect(layer).toMatchObject({ area: [4, 4, null], hollow: [2], partialEdge: [null, 4, 2] });
  });
});

test.each([
  ["line", 5],
  ["stack", 7],
] as const)("the greatest of a %s is %d", (kind, greatest) => {
  expect(
    greatestOf(
      [
        [1, 5, null],
        [3, 2, null],
      ],
      kind,
    ),
  ).toBe(greatest);
  expect(greatestOf([], kind)).toBe(0);
});
