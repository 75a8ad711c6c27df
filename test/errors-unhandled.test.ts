import { expect, test } from "vitest";
import { listenForUnhandled } from "../src/errors/unhandled-listeners.ts";

test("on workerd, unhandled errors are seen and their default is left alone", () => {
  const target = new EventTarget();
  const seen: unknown[] = [];
  const stop = listenForUnhandled("workerd", (thrown) => void seen.push(thrown), target);
  const rejected = Object.assign(new Event("unhandledrejection", { cancelable: true }), {
    reason: "no",
  });
  const thrown = Object.assign(new Event("error", { cancelable: true }), { error: "worse" });
  target.dispatchEvent(rejected);
  target.dispatchEvent(thrown);
  expect(seen).toEqual(["no", "worse"]);
  expect([rejected.defaultPrevented, thrown.defaultPrevented]).toEqual([false, false]);
  stop();
  target.dispatchEvent(rejected);
  expect(seen).toHaveLength(2);
});
