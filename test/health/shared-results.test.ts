import { describe, expect, test } from "vitest";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { MemoryCells } from "../fakes/memory-cells.ts";
import { createRunning, Dependency, only, type Running } from "./runners.ts";

describe("CheckRunners with shared cells", () => {
  test("probe once a time to live for all", async () => {
    const { clock, db, isolates } = createFleet(20);
    await isolates[0]?.runAll();
    await settle();
    for (let second = 0; second < 60; second++) {
      await Promise.all(isolates.map(({ runner }) => runner.runAll()));
      await clock.advance(1_000);
      await settle();
    }
    expect(db.runs).toBeGreaterThan(8);
    expect(db.runs).toBeLessThanOrEqual(13);
  });

  test("know the streak and the history of the whole system", async () => {
    const { clock, db, isolates } = createFleet(4);
    db.answer = () => Promise.reject(Object.assign(new Error("no"), { code: "ECONNREFUSED" }));
    for (const { runAll } of isolates.slice(0, 3)) {
      await runAll();
      await settle();
      await clock.advance(11_000);
    }
    const last = isolates.at(-1);
    db.answer = () => true;
    const report = last && only(await last.runAll());
    expect(report).toMatchObject({ status: "pass", passes: 1, standing: "down" });
    expect(report?.history.map(({ to, code }) => [to, code])).toEqual([
      ["fail", "refused"],
      ["pass", undefined],
    ]);
  });

  test("use the last value while another one probes", async () => {
    const { clock, db, isolates } = createFleet(2);
    const [first, second] = isolates;
    await first?.runAll();
    await settle();
    clock.pass(30_000);
    db.answer = () => clock.delay(900).then(() => false);
    void first?.runner.runAll();
    await settle();
    expect(only((await second?.runAll()) ?? [])).toMatchObject({ status: "pass", ageMs: 30_000 });
    await clock.advance(900);
    await settle();
    clock.pass(600);
    await second?.runAll();
    await settle();
    expect(only((await second?.runAll()) ?? []).status).toBe("fail");
    expect(db.runs).toBe(2);
  });

  test("take over from a prober that died", async () => {
    const { clock, db, isolates } = createFleet(2);
    const [first, second] = isolates;
    await first?.runAll();
    await settle();
    clock.pass(30_000);
    db.answer = () => new Promise(() => {});
    void first?.runner.runAll();
    await settle();
    clock.cancelDelays();
    clock.pass(2_001);
    db.answer = () => false;
    expect(only((await second?.runAll()) ?? []).status).toBe("fail");
  });

  test.for(["refused", "hangs"] as const)(
    "probe for themselves when cells are %s",
    async (fault) => {
      const { cells, db, isolates } = createFleet(3);
      cells.fault = fault;
      const reports = await Promise.all(isolates.map(({ runAll }) => runAll(500)));
      expect(reports.map((all) => only(all).status)).toEqual(["pass", "pass", "pass"]);
      expect(db.runs).toBe(3);
    },
  );

  test("know their own claim when its reply was lost", async () => {
    const { cells, db, isolates } = createFleet(2);
    cells.fault = "reply lost";
    await isolates[0]?.runAll();
    await settle();
    cells.fault = undefined;
    expect(only((await isolates[1]?.runAll()) ?? []).status).toBe("pass");
    expect(db.runs).toBe(1);
  });

  test.for(["", "x", "[]", "{}", '{"freshUntilMs":1e999}', '{"state":{},"freshUntilMs":1}'])(
    "probe when a cell holds %j, and write over it",
    async (text) => {
      const { cells, db, isolates } = createFleet(2);
      await cells.swap("health/db", undefined, text, 60_000);
      await isolates[0]?.runAll();
      await settle();
      await isolates[1]?.runAll();
      expect(db.runs).toBe(1);
    },
  );

  test("do not believe what a wrong clock has written", async () => {
    const { cells, clock, db, isolates } = createFleet(2);
    await isolates[0]?.runAll();
    await settle();
    const text = (await cells.read("health/db")) ?? "";
    const skewed = JSON.stringify({ ...JSON.parse(text), freshUntilMs: clock.now() + 3_600_000 });
    await cells.swap("health/db", text, skewed, 60_000);
    await isolates[1]?.runAll();
    expect(db.runs).toBe(2);
  });

  test("write no more than a cell holds", async () => {
    const { cells, clock, db, isolates } = createFleet(1);
    const observedValue = "\u0001".repeat(500);
    for (let round = 0; round < 25; round++) {
      const status = round % 2 === 0 ? "warn" : "fail";
      db.answer = () => ({ status, code: "open_circuit", observedValue, output: observedValue });
      await isolates[0]?.runAll();
      await settle();
      await clock.advance(20_000);
    }
    const text = (await cells.read("health/db")) ?? "";
    expect(text.match(/"timeMs"/g)).toHaveLength(20);
    expect(text.length).toBeLessThan(4_000);
  });
});

interface Fleet {
  readonly clock: FakeClock;
  readonly cells: MemoryCells;
  readonly db: Dependency;
  readonly isolates: readonly Running[];
}

function createFleet(count: number): Fleet {
  const clock = new FakeClock();
  const cells = new MemoryCells(clock);
  const db = new Dependency();
  const isolates = Array.from({ length: count }, () =>
    createRunning([db.check()], { cells, sharesResults: true }, clock),
  );
  return { clock, cells, db, isolates };
}
