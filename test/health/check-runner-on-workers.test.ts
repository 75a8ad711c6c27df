import { describe, expect, test } from "vitest";
import type { CheckReport } from "../../src/health/check-report.ts";
import { CheckRunner } from "../../src/health/check-runner.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { Dependency, Held, never, only } from "./runners.ts";

describe("CheckRunner on Workers", () => {
  test("lets the request that starts a run hold it", async () => {
    const { clock, db, visit } = createIsolate();
    db.answer = () => clock.delay(100);
    const first = visit();
    const second = visit();
    await clock.advance(100);
    await settle();
    expect(db.runs).toBe(1);
    expect(first.held.work.length).toBeGreaterThan(0);
    expect(second.held.work.length).toBe(0);
    await Promise.all(first.held.work);
    expect(only(await first.answer).status).toBe("pass");
    await clock.advance(100);
    expect(only(await second.answer).status).toBe("pass");
  });

  test("waits by timers of its own for what another request has started", async () => {
    const { clock, db, visit } = createIsolate();
    db.answer = () => clock.delay(100);
    visit();
    await settle();
    const before = clock.waiting;
    const { answer } = visit();
    await settle();
    // The end of its own time, and a look at the value.
    expect(clock.waiting).toBe(before + 2);
    await clock.advance(200);
    expect(only(await answer).status).toBe("pass");
    expect(db.runs).toBe(1);
  });

  test("is not poisoned by a request that ends while its run is in flight", async () => {
    const { clock, db, visit } = createIsolate();
    db.answer = never;
    visit();
    await settle();
    clock.cancelDelays();
    db.answer = () => true;
    const { answer, held } = visit();
    const { answer: other } = visit();
    await clock.advance(1_900);
    expect(db.runs).toBe(1);
    db.answer = () => clock.delay(100);
    await clock.advance(300);
    expect(only(await answer).status).toBe("pass");
    expect(only(await other).status).toBe("pass");
    expect(held.work).toHaveLength(1);
    expect(db.runs).toBe(2);
  });

  test("answers in time when runs are cancelled again and again", async () => {
    const { clock, db, visit } = createIsolate();
    db.answer = never;
    for (let round = 1; round <= 3; round++) {
      visit();
      await settle();
      clock.cancelDelays();
      const { answer } = visit();
      await clock.advance(2_500);
      expect(only(await answer)).toMatchObject({ status: "fail", code: "timeout" });
      clock.cancelDelays();
      clock.pass(20_000);
    }
    db.answer = () => true;
    expect(only(await visit().answer).status).toBe("pass");
  });

  test("runs without a request that could hold anything, and with one that has ended", async () => {
    const { db, runner } = createIsolate();
    expect(only(await runner.runAll()).status).toBe("pass");
    const ended = {
      waitUntil: (): never => {
        throw new TypeError("Illegal invocation");
      },
    };
    const other = createIsolate();
    expect(only(await other.runner.runAll({ background: ended })).status).toBe("pass");
    expect([db.runs, other.db.runs]).toEqual([1, 1]);
  });

  test("holds nothing for longer than a run and its grace", async () => {
    const { clock, db, visit } = createIsolate();
    db.answer = never;
    const { held } = visit();
    let isOver = false;
    await clock.advance(1_000);
    await settle();
    void Promise.all(held.work).then(() => (isOver = true));
    await clock.advance(1_000);
    await settle();
    expect(isOver).toBe(true);
  });
});

interface Visited {
  readonly held: Held;
  readonly answer: Promise<readonly CheckReport[]>;
}

interface Isolate {
  readonly clock: FakeClock;
  readonly db: Dependency;
  readonly runner: CheckRunner;
  readonly visit: () => Visited;
}

function createIsolate(): Isolate {
  const clock = new FakeClock();
  const db = new Dependency();
  const runner = new CheckRunner([db.check()], {
    clock,
    random: () => 0.5,
    runtimeName: "workerd",
  });
  function visit(): Visited {
    const held = new Held();
    const answer = runner.runAll({ background: held });
    return { held, answer };
  }
  return { clock, db, runner, visit };
}
