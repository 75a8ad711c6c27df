import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prepareCheck, type HealthStatus } from "../../src/health/check.ts";
import { reportOf, type CheckReport } from "../../src/health/check-report.ts";
import { nextState, type CheckState } from "../../src/health/check-state.ts";
import { judgeReadiness, overallStatus } from "../../src/health/readiness.ts";

const statuses = fc.array(fc.constantFrom<HealthStatus>("pass", "warn", "fail", "unknown"));
const threshold = fc.integer({ min: 1, max: 5 });

describe("judgeReadiness()", () => {
  test("takes three failures to go, and two passes to return", () => {
    const seen = ["pass", "fail", "fail", "pass", "fail", "fail", "fail", "pass", "pass"] as const;
    const ready = seen.map((_, index) => isReady(seen.slice(0, index + 1)));
    expect(ready).toEqual([true, true, true, true, true, true, false, false, true]);
  });

  test("is not ready while a critical check never ran, and whatever optional ones say", () => {
    expect(isReady([])).toBe(false);
    const optional = reportAfter(["fail", "fail", "fail"], false);
    expect(judgeReadiness([optional])).toEqual({ isReady: true, notReady: [] });
    expect(judgeReadiness([])).toEqual({ isReady: true, notReady: [] });
  });

  test("is not ready while it drains, and leaves out what is excluded", () => {
    expect(judgeReadiness([reportAfter(["pass"])], { isDraining: true }).isReady).toBe(false);
    const down = reportAfter(["fail", "fail", "fail"]);
    expect(judgeReadiness([down])).toEqual({ isReady: false, notReady: ["db"] });
    expect(judgeReadiness([down], { exclude: ["db"] }).isReady).toBe(true);
  });

  test("goes down after so many failures in a row only, and up after so many passes only", () => {
    fc.assert(
      fc.property(statuses, threshold, threshold, (seen, failureThreshold, successThreshold) => {
        const thresholds = { failureThreshold, successThreshold };
        let state: CheckState | undefined;
        for (const [index, status] of seen.entries()) {
          const before: CheckState | undefined = state;
          state = nextState(before, outcome(status), thresholds);
          const soFar = seen.slice(0, index + 1);
          const fails = soFar.slice(-failureThreshold);
          const isLongDown =
            fails.length === failureThreshold && fails.every((each) => each === "fail");
          expect(state.standing === "down" && before?.standing !== "down").toBe(
            isLongDown && before?.standing !== "down",
          );
          if (state.standing === "up" && before?.standing === "down") {
            const passes = soFar.slice(-successThreshold);
            expect(passes).toHaveLength(successThreshold);
            expect(passes.every((each) => each === "pass" || each === "warn")).toBe(true);
          }
          expect(state.failures === 0 || state.passes === 0).toBe(true);
          expect(state.history.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  test("always returns after enough passes, and always goes after enough failures", () => {
    fc.assert(
      fc.property(statuses, (seen) => {
        expect(isReady([...seen, "pass", "warn"])).toBe(true);
        expect(isReady([...seen, "fail", "fail", "fail"])).toBe(false);
      }),
    );
  });
});

describe("overallStatus()", () => {
  test.for([
    [["pass"], ["pass"], "pass"],
    [["fail"], ["pass"], "fail"],
    [["warn"], ["pass"], "warn"],
    [["pass"], ["fail"], "warn"],
    [["pass"], ["warn"], "pass"],
    [["pass"], [], "pass"],
    [[], ["fail"], "unknown"],
    [["fail"], [], "fail"],
  ] as const)("of critical %j and optional %j is %s", ([critical, optional, expected]) => {
    const reports = [reportAfter(critical), { ...reportAfter(optional, false), name: "search" }];
    expect(overallStatus(reports)).toBe(expected);
  });

  test("fails while it drains, passes with nothing to check, and leaves out what is excluded", () => {
    expect(overallStatus([], { isDraining: true })).toBe("fail");
    expect(overallStatus([])).toBe("pass");
    expect(overallStatus([reportAfter(["fail"])], { exclude: ["db"] })).toBe("pass");
  });
});

function outcome(status: HealthStatus) {
  return { status, code: undefined, latencyMs: 1, observedMs: 0, passive: false };
}

function reportAfter(seen: readonly HealthStatus[], critical = true): CheckReport {
  const check = prepareCheck({ name: "db", critical, run: () => true });
  let state: CheckState | undefined;
  for (const status of seen) state = nextState(state, outcome(status), check);
  return reportOf(check, state, 0);
}

function isReady(seen: readonly HealthStatus[]): boolean {
  return judgeReadiness([reportAfter(seen)]).isReady;
}
