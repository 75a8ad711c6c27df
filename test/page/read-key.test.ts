import { expect, test } from "vitest";
import { readKey } from "../../src/page/read-key.ts";

test("readKey() finds views after g, and other actions without", () => {
  expect(readKey({ key: "g", code: "KeyG" }, false)).toEqual({ kind: "prefix" });
  expect(readKey({ key: "e", code: "KeyE" }, true)).toEqual({ kind: "view", view: "errors" });
  expect(readKey({ key: "e", code: "KeyE" }, false)).toBeUndefined();
  expect(readKey({ key: "?", code: "Slash" }, false)).toEqual({ kind: "help" });
  expect(readKey({ key: "Enter", code: "Enter" }, false)).toBeUndefined();
});

test("readKey() finds letters while the keyboard writes Hangul", () => {
  expect(readKey({ key: "ㅎ", code: "KeyG" }, false)).toEqual({ kind: "prefix" });
  expect(readKey({ key: "ㄴ", code: "KeyS" }, true)).toEqual({ kind: "view", view: "system" });
  expect(readKey({ key: "Process", code: "KeyP" }, false)).toEqual({ kind: "pause" });
});
