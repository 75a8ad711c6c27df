import { describe, expect, test } from "vitest";
import type { CheckChange } from "../../src/health/check-prober.ts";
import { CheckRunner } from "../../src/health/check-runner.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createRandom } from "../fakes/random.ts";
import { createRunning, Dependency, never, only } from "./runners.ts";

describe("CheckRunner", () => {
  test("reports what it has seen, with latency, age and streak", async () => {
    const db = new Dependency();
    const { clock, runAll, runner } = createRunning([db.check()]);
    db.answer = () => clock.delay(7);
    await runAll(7);
    clock.pass(400);
    expect(only(await runAll())).toMatchObject({
      ...{ name: "db", status: "pass", latencyMs: 7, ageMs: 400, failures: 0, passes: 1 },
      history: [{ from: "unknown", to: "pass" }],
    });
    expect(only(runner.reports()).standing).toBe("up");
  });

  test("says unknown of a check that never ran, and runs nothing for it", () => {
    const db = new Dependency();
    const { runner } = createRunning([db.check()]);
    expect(only(runner.reports())).toMatchObject({ status: "unknown", latencyMs: undefined });
    expect(db.runs).toBe(0);
  });

  test("keeps a result for its time, a failure too", async () => {
    const db = new Dependency(() => false);
    const { clock, runAll } = createRunning([db.check()]);
    await runAll();
    clock.pass(4_999);
    expect(only(await runAll())).toMatchObject({ status: "fail", failures: 1 });
    expect(db.runs).toBe(1);
    clock.pass(1);
    await runAll();
    await settle();
    expect(db.runs).toBe(2);
  });

  test("answers with a stale value at once, and brings it up to date meanwhile", async () => {
    const db = new Dependency();
    const { clock, runAll } = createRunning([db.check()]);
    await runAll();
    db.answer = () => clock.delay(100).then(() => false);
    clock.pass(6_000);
    expect(only(await runAll()).status).toBe("pass");
    await clock.advance(100);
    await settle();
    expect(only(await runAll()).status).toBe("fail");
    expect(db.runs).toBe(2);
  });

  test("waits for a value that is too old", async () => {
    const db = new Dependency();
    const { clock, runAll } = createRunning([db.check()]);
    await runAll();
    db.answer = () => false;
    clock.pass(10_000);
    expect(only(await runAll()).status).toBe("fail");
  });

  test("spreads the times of probes by a tenth", async () => {
    const random = createRandom(1);
    const waits = new Set<number>();
    for (let isolate = 0; isolate < 50; isolate++) {
      const db = new Dependency();
      const { clock, runAll } = createRunning([db.check()], { random });
      await runAll();
      let waitedMs = 0;
      for (; db.runs < 2; waitedMs += 50) {
        clock.pass(50);
        await runAll();
        await settle();
      }
      waits.add(waitedMs);
      expect(waitedMs).toBeGreaterThanOrEqual(4_500);
      expect(waitedMs).toBeLessThanOrEqual(5_550);
    }
    expect(waits.size).toBeGreaterThan(10);
  });

  test("costs each dependency one call a time to live, for 10,000 requests at once", async () => {
    const db = new Dependency();
    const search = new Dependency(() => false);
    const { clock, runner } = createRunning([db.check(), search.check("search")]);
    db.answer = () => clock.delay(300);
    for (let round = 1; round <= 2; round++) {
      const answers = Array.from({ length: 10_000 }, () => runner.runAll());
      await clock.advance(300);
      const statuses = (await Promise.all(answers)).map((all) => all.map(({ status }) => status));
      expect(new Set(statuses.map((each) => each.join()))).toEqual(new Set(["pass,fail"]));
      expect([db.runs, search.runs]).toEqual([round, round]);
      clock.cancelDelays();
      clock.pass(11_000);
    }
  });

  test("makes no timer for an answer that need not wait", async () => {
    const { clock, runner, runAll } = createRunning([new Dependency().check()]);
    await runAll();
    const before = clock.waiting;
    for (let probe = 0; probe < 100; probe++) await runner.runAll();
    expect(clock.waiting).toBe(before);
  });

  test("runs five at once, and the others in the same total time", async () => {
    const all = new Dependency();
    const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
    const { clock, runAll } = createRunning(names.map((name) => all.check(name)));
    all.answer = () => clock.delay(100);
    const reports = await runAll(300);
    expect(all.maxRunning).toBe(5);
    expect(reports.map(({ name }) => name)).toEqual(names);
    expect(reports.every(({ status }) => status === "pass")).toBe(true);
  });

  test("answers at its deadline however many checks hang, and leaves none of them out next time", async () => {
    const all = new Dependency(never);
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const { clock, runner } = createRunning(names.map((name) => all.check(name)));
    let reports: unknown;
    void runner.runAll().then((answer) => (reports = answer));
    await clock.advance(2_499);
    await settle();
    expect(reports).toBeUndefined();
    await clock.advance(1);
    await settle();
    expect(reports).toHaveLength(20);
    expect(reports).toEqual(
      expect.arrayContaining([expect.objectContaining({ status: "fail", code: "timeout" })]),
    );
    expect(all.runs).toBe(15);
    void runner.runAll();
    // Those in flight keep their places until their time is over.
    await clock.advance(500);
    await settle();
    expect(all.runs).toBe(20);
  });

  test("runs only the checks that are named", async () => {
    const db = new Dependency();
    const cache = new Dependency();
    const { runner } = createRunning([db.check(), cache.check("cache")]);
    const reports = await runner.runAll({ names: ["cache", "none", "cache"] });
    expect(reports.map(({ name }) => name)).toEqual(["cache"]);
    expect([db.runs, cache.runs]).toEqual([0, 1]);
  });

  test("looks at a check of the startup group until it has passed, and never again", async () => {
    const warmUp = new Dependency(() => false);
    const { clock, runAll } = createRunning([warmUp.check("warm-up", { group: "startup" })]);
    await runAll();
    warmUp.answer = () => true;
    clock.pass(20_000);
    await runAll();
    clock.pass(86_400_000);
    warmUp.answer = () => false;
    expect(only(await runAll())).toMatchObject({ status: "pass", standing: "up" });
    expect(warmUp.runs).toBe(2);
  });

  test("keeps the last 20 changes, and tells each to whoever listens", async () => {
    const changes: CheckChange[] = [];
    const db = new Dependency();
    const options = { onChange: (change: CheckChange) => void changes.push(change) };
    const { clock, runAll } = createRunning([db.check()], options);
    for (let round = 0; round < 30; round++) {
      const { error } = {
        error: Object.assign(new Error("at 10.0.0.1"), { code: "ECONNREFUSED" }),
      };
      db.answer = () => (round % 2 === 0 ? true : Promise.reject(error));
      await runAll();
      clock.pass(20_000);
    }
    const { history } = only(await runAll());
    expect(history).toHaveLength(20);
    expect(history.at(-1)).toMatchObject({ from: "pass", to: "fail", code: "refused" });
    expect(changes).toHaveLength(30);
    expect(changes[1]).toMatchObject({
      check: "db",
      to: "fail",
      error: { message: "at 10.0.0.1" },
    });
  });

  test("refuses checks that are none", () => {
    expect(() => new CheckRunner([{ name: "a b", run }])).toThrow("Cannot run the check");
    expect(() => new CheckRunner([{ name: "x".repeat(51), run }])).toThrow(TypeError);
    expect(() => new CheckRunner([{ name: "db", timeoutMs: Number.NaN, run }])).toThrow(RangeError);
    expect(() => new CheckRunner([{ name: "db", failureThreshold: 0, run }])).toThrow(RangeError);
    expect(
      () =>
        new CheckRunner([
          { name: "db", run },
          { name: "db", run },
        ]),
    ).toThrow("two of this name");
  });
});

function run(): boolean {
  return true;
}
