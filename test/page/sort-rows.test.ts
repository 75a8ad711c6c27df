import { describe, expect, test } from "vitest";
import { formatSort, holdOrder, parseSort, sortRows } from "../../src/page/sort-rows.ts";

describe("parseSort()", () => {
  test("reads what formatSort() writes", () => {
    for (const text of ["requests", "-requests"]) {
      expect(formatSort(parseSort(text, ["requests", "p99"], "p99"))).toBe(text);
    }
  });

  test.each(["", "-", "nonsense", "--requests", "<script>", "constructor"])(
    "falls back to the usual sort for %j",
    (text) => {
      expect(parseSort(text, ["requests"], "-requests")).toEqual({
        id: "requests",
        isDescending: true,
      });
    },
  );
});

describe("sortRows()", () => {
  test.each([true, false])("puts what is unknown last, descending or not (%s)", (isDescending) => {
    const sorted = sortRows([null, 2, null, 1, 3], (value) => value, isDescending);
    expect(sorted).toEqual(isDescending ? [3, 2, 1, null, null] : [1, 2, 3, null, null]);
  });

  test("keeps the order of equals", () => {
    const rows = ["a", "b", "c"].map((name) => ({ name, requests: 1 }));
    expect(sortRows(rows, ({ requests }) => requests, true)).toEqual(rows);
  });

  test("sorts texts as people read them, with their numbers", () => {
    expect(sortRows(["v10", "B", "a", "v9"], (text) => text, false)).toEqual([
      "a",
      "B",
      "v9",
      "v10",
    ]);
  });

  test("leaves the rows that it was given as they are", () => {
    const rows = Object.freeze([2, 1]);
    expect(sortRows(rows, (value) => value, false)).toEqual([1, 2]);
    expect(rows).toEqual([2, 1]);
  });
});

describe("holdOrder()", () => {
  test("keeps rows where they are when figures change, and puts new ones behind", () => {
    const held = holdOrder(["new", "c", "a", "newer", "b"], (key) => key, ["a", "b", "gone", "c"]);
    expect(held).toEqual(["a", "b", "c", "new", "newer"]);
  });
});
