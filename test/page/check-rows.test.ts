import { expect, test } from "vitest";
import type { HealthStatus } from "../../src/health/check.ts";
import type { HealthComponent } from "../../src/health/health-document.ts";
import { breakerState, checkRows } from "../../src/page/check-rows.ts";

function component(status: HealthStatus, critical: boolean): HealthComponent {
  return { status, critical, failures: 0, passes: 0, standing: "up", history: [] };
}

test("checkRows() lists the worst first, and critical checks before others", () => {
  const checks = {
    cache: [component("fail", false)],
    bank: [component("pass", true)],
    db: [component("fail", true)],
    queue: [component("unknown", true)],
    mail: [component("warn", false)],
  };
  const names = checkRows({ status: "fail", checks }).map(({ name }) => name);
  expect(names).toEqual(["db", "cache", "mail", "queue", "bank"]);
});

test("checkRows() has none where the document tells of none", () => {
  expect(checkRows({ status: "pass" })).toEqual([]);
});

test("breakerState() reads only the checks of circuit breakers", () => {
  const plain = { ...component("fail", true), observedValue: "open" };
  expect(breakerState(plain)).toBeUndefined();
  expect(breakerState({ ...plain, componentType: "circuit" })).toBe("open");
  expect(breakerState({ ...plain, componentType: "circuit", observedValue: 1 })).toBeUndefined();
});
