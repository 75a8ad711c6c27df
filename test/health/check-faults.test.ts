import { describe, expect, test } from "vitest";
import { settle } from "../fakes/fake-clock.ts";
import { failing } from "../fakes/failing.ts";
import { createRunning, Dependency, never, only } from "./runners.ts";

const rubbish: Readonly<Record<string, unknown>> = {
  null: null,
  zero: 0,
  one: 1,
  "a text": "ok",
  "a list": [],
  "an empty object": {},
  "a status that is none": { status: "ok" },
  "a status that throws": Object.defineProperty({}, "status", { get: failing("no") }),
  "a function": () => true,
  "a symbol": Symbol("x"),
};

const thrown: readonly unknown[] = [undefined, null, 0, "", "no", Symbol("x"), {}, new Error("x")];

describe("a check", () => {
  test.for(Object.entries(rubbish))("that returns %s has failed", async ([, value]) => {
    const { runAll } = createRunning([new Dependency(() => value).check()]);
    expect(only(await runAll())).toMatchObject({ status: "fail", code: "bad_reply" });
  });

  test.for(thrown)("that throws %j has failed, at once or later", async (value) => {
    const late = new Dependency(() => Promise.reject(value));
    const atOnce = { name: "sync", run: failing(value) };
    const { runAll } = createRunning([atOnce, late.check()]);
    const reports = await runAll();
    expect(reports.map(({ status, code }) => ({ status, code }))).toEqual([
      { status: "fail", code: "unknown" },
      { status: "fail", code: "unknown" },
    ]);
  });

  test("that returns what it observes shows it, and nothing that is no value", async () => {
    const check = new Dependency(() => ({
      ...{ status: "warn", observedValue: 12, observedUnit: "ms", code: "rate_limited" },
      output: "x".repeat(5_000),
    }));
    const odd = new Dependency(() => ({ status: "fail", observedValue: Infinity, code: "secret" }));
    const { runAll } = createRunning([check.check(), odd.check("odd")]);
    const [good, bad] = await runAll();
    expect(good).toMatchObject({ status: "warn", observedValue: 12, code: "rate_limited" });
    expect(bad).toMatchObject({ status: "fail", observedValue: undefined, code: undefined });
    expect(JSON.stringify([good, bad])).not.toContain("xxx");
  });

  test("that never settles has failed at its time-out, and is aborted", async () => {
    const db = new Dependency(never);
    const { runAll } = createRunning([db.check("db", { timeoutMs: 200 })]);
    expect(only(await runAll(200))).toMatchObject({
      ...{ status: "fail", code: "timeout", latencyMs: 200 },
    });
    expect(db.signals.map(({ aborted, reason }) => [aborted, String(reason)])).toEqual([
      [true, "TimeoutError: Cannot check db: no answer within 200 ms"],
    ]);
  });

  test("that returns a thenable which never settles, or throws, poisons nothing", async () => {
    const thenables = [
      thenable({ value: () => {} }),
      thenable({ get: failing(new Error("no then")) }),
    ];
    const db = new Dependency();
    const check = { name: "db", run: () => thenables.shift() as undefined };
    const { clock, runAll } = createRunning([check, db.check("other")]);
    expect((await runAll(1_000)).map(({ status }) => status)).toEqual(["fail", "pass"]);
    clock.pass(20_000);
    expect((await runAll(1_000)).map(({ code }) => code)).toEqual(["unknown", undefined]);
    clock.pass(20_000);
    expect((await runAll()).map(({ status }) => status)).toEqual(["pass", "pass"]);
  });

  test("that is late is degraded once it has answered", async () => {
    const db = new Dependency();
    const { clock, runner, runAll } = createRunning([db.check()]);
    db.answer = () => clock.delay(1_500);
    expect(only(await runAll(1_000))).toMatchObject({ status: "fail", code: "timeout" });
    await clock.advance(500);
    await settle();
    expect(only(runner.reports())).toMatchObject({
      ...{ status: "warn", code: "timeout", latencyMs: 1_500, failures: 0, passes: 1 },
      history: [{ from: "unknown", to: "warn" }],
    });
  });

  test("that is very late does not replace what was seen since", async () => {
    const db = new Dependency();
    const { clock, runner, runAll } = createRunning([db.check()]);
    db.answer = () => clock.delay(60_000);
    await runAll(1_000);
    await clock.advance(20_000);
    db.answer = () => false;
    await runAll();
    await clock.advance(60_000);
    await settle();
    expect(only(runner.reports())).toMatchObject({ status: "fail", failures: 2 });
  });

  test("that fails late stays failed by its time-out", async () => {
    const db = new Dependency();
    const { clock, runner, runAll } = createRunning([db.check()]);
    db.answer = () => clock.delay(1_200).then(failing(new Error("late")));
    await runAll(1_000);
    await clock.advance(500);
    await settle();
    expect(only(runner.reports())).toMatchObject({ status: "fail", code: "timeout", failures: 1 });
  });

  test("that is slow is degraded", async () => {
    const db = new Dependency();
    const { clock, runAll } = createRunning([db.check("db", { degradedAfterMs: 50 })]);
    db.answer = () => clock.delay(51);
    expect(only(await runAll(51))).toMatchObject({ status: "warn", standing: "up" });
  });

  test("outlives whoever listens and throws", async () => {
    const db = new Dependency();
    const { runAll } = createRunning([db.check()], { onChange: failing(new Error("no")) });
    expect(only(await runAll()).status).toBe("pass");
  });
});

function thenable(descriptor: PropertyDescriptor): object {
  const value = {};
  for (const name of ["then"]) Object.defineProperty(value, name, descriptor);
  return value;
}
