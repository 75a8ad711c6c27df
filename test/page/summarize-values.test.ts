import { expect, test } from "vitest";
import { summarizeValues } from "../../src/page/summarize-values.ts";

test("finds the least, the greatest and the latest of what is known", () => {
  expect(summarizeValues([null, 3, 1, null, 2, null])).toEqual({ min: 1, max: 3, last: 2 });
  expect(summarizeValues([0])).toEqual({ min: 0, max: 0, last: 0 });
});

test("says nothing of what is unknown", () => {
  expect(summarizeValues([])).toBeUndefined();
  expect(summarizeValues([null])).toBeUndefined();
});
