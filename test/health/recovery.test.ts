import { describe, expect, test } from "vitest";
import type { Check } from "../../src/health/check.ts";
import type { CheckRunnerOptions } from "../../src/health/check-runner.ts";
import type { Recovery, RecoveryAttempt } from "../../src/health/recovery.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { MemoryCells } from "../fakes/memory-cells.ts";
import { createRunning, Dependency, never, only, type Running } from "./runners.ts";

const minuteMs = 60_000;

describe("recover", () => {
  test("runs after three failures in a row, and tells how it went", async () => {
    const { attempts, look, runs } = createFailing();
    await look(2);
    expect(runs).toEqual([]);
    await look(1);
    expect(runs).toEqual([1]);
    expect(attempts).toMatchObject([
      { check: "db", attempt: 1, outcome: "done", durationMs: 0, code: undefined },
    ]);
  });

  test("waits for an attempt to work, twice as long each time, up to half an hour", async () => {
    const { clock, look, runs } = createFailing({ maxAttempts: 8 });
    await look(3);
    const startMs = clock.now();
    const times: number[] = [];
    while (runs.length < 8) {
      const before = runs.length;
      await look(1);
      if (runs.length > before) times.push(Math.round((clock.now() - startMs) / minuteMs));
    }
    const waits = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  test("gives up after five attempts, and begins anew once the check has passed", async () => {
    const { db, look, runs } = createFailing({ cooldownMs: 10_000, backoff: 1 });
    await look(200);
    expect(runs).toEqual([1, 2, 3, 4, 5]);
    db.answer = () => true;
    await look(1);
    db.answer = () => false;
    await look(200);
    expect(runs).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  });

  test("keeps to the cool-down of a check that flaps", async () => {
    const { db, look, runs } = createFailing({ cooldownMs: 10 * minuteMs });
    for (let round = 0; round < 6; round++) {
      db.answer = () => false;
      await look(3);
      db.answer = () => true;
      await look(2);
    }
    // 6 rounds of 50 s.
    expect(runs).toEqual([1]);
  });

  test("is run by exactly one among all that share cells", async () => {
    const clock = new FakeClock();
    const cells = new MemoryCells(clock);
    const runs: number[] = [];
    const isolates = Array.from({ length: 10 }, () => createFailing({}, { cells }, clock, runs));
    for (let round = 0; round < 5; round++) {
      await Promise.all(isolates.map(({ running }) => running.runner.runAll()));
      await settle();
      clock.pass(11_000);
    }
    expect(runs).toEqual([1]);
  });

  test("is run by one, though the reply to its claim was lost", async () => {
    const clock = new FakeClock();
    const cells = new MemoryCells(clock);
    cells.fault = "reply lost";
    const { look, runs } = createFailing({}, { cells }, clock);
    await look(3);
    expect(runs).toEqual([1]);
  });

  test.for(["refused", "hangs"] as const)(
    "is run by nobody while it cannot be agreed on: cells are %s",
    async (fault) => {
      const clock = new FakeClock();
      const cells = new MemoryCells(clock);
      const { look, runs } = createFailing({}, { cells }, clock);
      cells.fault = fault;
      await look(5, 1_000);
      expect(runs).toEqual([]);
      cells.fault = undefined;
      await look(3);
      expect(runs).toEqual([1]);
    },
  );

  test("that hangs is aborted at its time-out, and delays no answer", async () => {
    const signals: AbortSignal[] = [];
    const { attempts, clock, look, running } = createFailing({
      run: ({ signal }) => {
        signals.push(signal);
        return never();
      },
    });
    await look(3);
    expect(attempts).toEqual([]);
    expect(only(await running.runAll()).status).toBe("fail");
    await clock.advance(10_000);
    await settle();
    expect(attempts).toMatchObject([{ outcome: "timeout", durationMs: 10_000, code: "timeout" }]);
    expect(signals[0]?.aborted).toBe(true);
  });

  test.for([
    ["at once", failing(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))],
    ["later", () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))],
  ] as const)("that throws %s has failed, and fails nothing else", async ([, run]) => {
    const { attempts, look, running } = createFailing({ run });
    await look(3);
    expect(attempts).toMatchObject([{ outcome: "failed", code: "refused", attempt: 1 }]);
    expect(only(await running.runAll()).code).toBe("unknown");
  });

  test("outlives whoever listens and throws", async () => {
    const { look, runs } = createFailing({}, { onAttempt: failing(new Error("no")) });
    await look(30);
    expect(runs.length).toBeGreaterThan(1);
  });
});

interface Failing {
  readonly clock: FakeClock;
  readonly db: Dependency;
  readonly running: Running;
  /** Which attempts were made. */
  readonly runs: number[];
  readonly attempts: RecoveryAttempt[];
  /** Looks so often, with 10 s between. */
  readonly look: (times: number, takingMs?: number) => Promise<void>;
}

function createFailing(
  recover: Partial<Recovery> = {},
  options: CheckRunnerOptions = {},
  clock: FakeClock = new FakeClock(),
  runs: number[] = [],
): Failing {
  const attempts: RecoveryAttempt[] = [];
  const db = new Dependency(() => false);
  const run: Recovery["run"] = ({ attempt }) => void runs.push(attempt);
  const check: Check = db.check("db", { ttlMs: 4_000, recover: { run, ...recover } });
  const listening: CheckRunnerOptions = { onAttempt: (attempt) => void attempts.push(attempt) };
  const running = createRunning([check], { ...listening, ...options }, clock);
  async function look(times: number, takingMs = 0): Promise<void> {
    for (let time = 0; time < times; time++) {
      await running.runAll(takingMs);
      await settle();
      clock.pass(10_000 - takingMs);
    }
  }
  return { clock, db, running, runs, attempts, look };
}
