import { expect, test } from "vitest";
import { backOffMs } from "../../src/log/back-off.ts";

test("backOffMs() doubles its longest time up to 30 s", () => {
  const longest = Array.from({ length: 9 }, (_, index) => backOffMs(index + 1, () => 1));
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(backOffMs(5_000, () => 1)).toBe(30_000);
});

test("backOffMs() takes any part of that time", () => {
  expect([0, 0.25, 0.5].map((part) => backOffMs(3, () => part))).toEqual([0, 500, 1_000]);
});
