import type { Background } from "../core/background.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { HeldWork } from "./forward-hold.ts";
import { RandomIds } from "../core/random-ids.ts";
import type { CapturedError } from "./captured-error.ts";
import type { ForwardBudget } from "./forward-budget.ts";
import { ForwardCounter } from "./forward-counter.ts";
import { ForwardGate } from "./forward-gate.ts";
import type { ErrorReport, ForwardCounts, Forwarder } from "./forwarder.ts";
import { sharedBudget } from "./shared-budget.ts";
import type { SharedState } from "./shared-state.ts";

export interface ForwardToOptions {
  /** Says how much is sent. @default `memoryBudget()` */
  readonly budget?: ForwardBudget | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Forwards captured errors to a function, as few of them as to any other destination.
 *
 * Where it throws or rejects, that is counted as `failed`, and the next report of the group counts what was lost.
 */
export function forwardTo(
  send: (report: ErrorReport) => unknown,
  { budget, clock = systemClock }: ForwardToOptions = {},
): Forwarder {
  return new FunctionForwarder(send, budget, clock);
}

class FunctionForwarder implements Forwarder {
  readonly problem = undefined;
  readonly #send: (report: ErrorReport) => unknown;
  readonly #clock: Clock;
  readonly #counter = new ForwardCounter();
  readonly #gate: ForwardGate;
  readonly #working: HeldWork;

  constructor(
    send: (report: ErrorReport) => unknown,
    budget: ForwardBudget | undefined,
    clock: Clock,
  ) {
    this.#send = send;
    this.#clock = clock;
    this.#working = new HeldWork(clock);
    this.#gate = new ForwardGate({ budget, counter: this.#counter, clock, ids: new RandomIds() });
  }

  get counts(): ForwardCounts {
    return this.#counter.counts;
  }

  share(state: SharedState): void {
    this.#gate.share(sharedBudget(state));
  }

  forward(error: CapturedError, background?: Background): void {
    const asked = this.#gate.offer(error, false);
    if (asked !== undefined) this.#working.add(this.#deliver(asked), background);
  }

  async flush(timeoutMs: number): Promise<void> {
    await withDeadline(this.#flush(), "flush", timeoutMs, this.#clock).catch(() => {});
  }

  async #flush(): Promise<void> {
    await this.#working.settled();
    const reports = await this.#gate.last();
    await Promise.all(reports.map(async (report) => await this.#deliver(Promise.resolve(report))));
  }

  async #deliver(asked: Promise<ErrorReport | undefined>): Promise<void> {
    const report = await asked;
    if (report === undefined) return;
    try {
      await this.#send(report);
      this.#counter.send();
    } catch {
      this.#counter.drop("failed");
      this.#gate.takeBack(report);
    }
  }
}
