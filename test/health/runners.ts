import type { Background } from "../../src/core/background.ts";
import type { Check, CheckContext } from "../../src/health/check.ts";
import type { CheckReport } from "../../src/health/check-report.ts";
import { CheckRunner, type CheckRunnerOptions } from "../../src/health/check-runner.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

/** A dependency that counts how often it is asked, and answers what it is told to. */
export class Dependency {
  runs = 0;
  running = 0;
  maxRunning = 0;
  readonly signals: AbortSignal[] = [];
  answer: (context: CheckContext) => unknown;

  constructor(answer: (context: CheckContext) => unknown = () => true) {
    this.answer = answer;
  }

  check(name = "db", more: Partial<Check> = {}): Check {
    return { name, ...more, run: (context) => this.#run(context) as Promise<boolean> };
  }

  async #run(context: CheckContext): Promise<unknown> {
    this.runs++;
    this.running++;
    this.maxRunning = Math.max(this.maxRunning, this.running);
    this.signals.push(context.signal);
    try {
      return await this.answer(context);
    } finally {
      this.running--;
    }
  }
}

export interface Running {
  readonly clock: FakeClock;
  readonly runner: CheckRunner;
  /** Runs all with time passing until the answer is there. */
  readonly runAll: (passMs?: number) => Promise<readonly CheckReport[]>;
}

/** A runner on a clock that stands still. */
export function createRunning(
  checks: readonly Check[],
  options: CheckRunnerOptions = {},
  clock: FakeClock = new FakeClock(),
): Running {
  const runner = new CheckRunner(checks, {
    clock,
    random: () => 0.5,
    runtimeName: "node",
    ...options,
  });
  async function runAll(passMs = 0): Promise<readonly CheckReport[]> {
    const answer = runner.runAll();
    await clock.advance(passMs);
    return await answer;
  }
  return { clock, runner, runAll };
}

/** The report of one check alone. */
export function only(reports: readonly CheckReport[]): CheckReport {
  const [report] = reports;
  if (report === undefined || reports.length > 1) throw new RangeError("not one report");
  return report;
}

/** What a request on Workers holds. */
export class Held implements Background {
  readonly work: Promise<unknown>[] = [];

  waitUntil(promise: Promise<unknown>): void {
    this.work.push(promise);
  }
}

export function never(): Promise<never> {
  return new Promise(() => {});
}
