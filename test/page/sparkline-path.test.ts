import { expect, test } from "vitest";
import { sparklinePath } from "../../src/page/sparkline-path.ts";

test("draws from 0 at the bottom to the greatest value at the top", () => {
  expect(sparklinePath([0, 5, 10], 100, 20)).toBe("M0 20L50 10L100 0");
});

test("leaves gaps where nothing is known, and draws what stands alone as a dash", () => {
  expect(sparklinePath([null, 4, 4, null, 2], 100, 20)).toBe("M25 0L50 0M97 10h3");
});

test.each([
  [[], ""],
  [[null, null], ""],
  [[0, 0], "M0 20L100 20"],
  [[7], "M0 0h3"],
])("draws %j as %j", (values, path) => {
  expect(sparklinePath(values, 100, 20)).toBe(path);
});
