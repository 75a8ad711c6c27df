import { expect, test } from "vitest";
import { clipText } from "../../src/page/clip-text.ts";

test("clipText() leaves short texts alone, and shortens long ones to the length asked for", () => {
  expect(clipText("abc", 3)).toBe("abc");
  expect(clipText("abcd", 3)).toBe("ab…");
  expect(clipText("x".repeat(1_000_000), 200)).toHaveLength(200);
});

test("clipText() breaks no character in two", () => {
  for (let length = 2; length < 12; length++) {
    expect(clipText("😀😀😀😀😀😀a", length).isWellFormed()).toBe(true);
  }
});
