import { describe, expect, test } from "vitest";
import { createRunning, Dependency, only } from "./runners.ts";

describe("CheckRunner.observe()", () => {
  test("judges by five real calls, and sends no probe", async () => {
    const db = new Dependency(() => false);
    const { runner, runAll } = createRunning([db.check()]);
    for (const latencyMs of [10, 20, 30, 40, 50]) runner.observe("db", false, latencyMs);
    expect(only(await runAll())).toMatchObject({ status: "pass", passive: true, latencyMs: 30 });
    expect(db.runs).toBe(0);
  });

  test("leaves it to a probe when there are fewer, or all were long ago", async () => {
    const db = new Dependency();
    const { clock, runner, runAll } = createRunning([db.check()]);
    for (let call = 0; call < 4; call++) runner.observe("db", true, 1);
    expect(only(await runAll())).toMatchObject({ status: "pass", passive: false });
    runner.observe("db", true, 1);
    clock.pass(30_001);
    expect(only(await runAll())).toMatchObject({ status: "pass", passive: false });
    expect(db.runs).toBe(2);
  });

  test("finds what is up but fails, with the code that was seen last", async () => {
    const { clock, runner, runAll } = createRunning([new Dependency().check()]);
    for (let round = 1; round <= 3; round++) {
      for (let call = 0; call < 4; call++) runner.observe("db", call % 2 === 0, 5, "http_5xx");
      clock.pass(5_001);
      for (let call = 0; call < 2; call++) runner.observe("db", true, 5, "rate_limited");
      const report = only(await runAll());
      expect(report).toMatchObject({ status: "fail", code: "rate_limited", failures: round });
    }
    expect(only(runner.reports()).standing).toBe("down");
  });

  test("takes a dependency of which half the calls are slow for degraded", async () => {
    const { runner, runAll } = createRunning([
      new Dependency().check("db", { degradedAfterMs: 50 }),
    ]);
    for (let call = 0; call < 10; call++) runner.observe("db", false, call % 2 === 0 ? 51 : 1);
    expect(only(await runAll()).status).toBe("warn");
  });

  test("takes calls to what nobody checks", () => {
    const { runner } = createRunning([]);
    expect(() => runner.observe("db", true, 1)).not.toThrow();
  });

  test("counts all calls of the last 27 s, and none that is older than 30 s", async () => {
    for (const [ageMs, isPassive] of [
      [27_000, true],
      [30_000, false],
    ] as const) {
      const { clock, runner, runAll } = createRunning([new Dependency().check()]);
      clock.pass(123_456);
      for (let call = 0; call < 5; call++) runner.observe("db", false, 1);
      clock.pass(ageMs);
      expect(only(await runAll()).passive).toBe(isPassive);
    }
  });
});
