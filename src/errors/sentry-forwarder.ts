import { plainFetch } from "../core/plain-fetch.ts";
import type { Background } from "../core/background.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { RandomIds } from "../core/random-ids.ts";
import { withDeadline } from "../core/deadline.ts";
import type { CapturedError } from "./captured-error.ts";
import type { ForwardBudget } from "./forward-budget.ts";
import { ForwardCounter } from "./forward-counter.ts";
import { ForwardGate } from "./forward-gate.ts";
import { HeldWork } from "./forward-hold.ts";
import { ForwardOutbox } from "./forward-outbox.ts";
import type { ErrorReport, ForwardCounts, Forwarder, JobRun } from "./forwarder.ts";
import { findDsnProblem } from "./sentry-dsn.ts";
import { countBytes, toEventEnvelope } from "./sentry-envelope.ts";
import { SentryLimits, type LimitStore, type SentryCategory } from "./sentry-limits.ts";
import { encodeCheckIn, type SentryEnvelope } from "./sentry-toucan.ts";
import { hashText } from "./hash-text.ts";
import { sharedBudget } from "./shared-budget.ts";
import { sharedLimits } from "./shared-limits.ts";
import type { SharedState } from "./shared-state.ts";
import { postEnvelope, type FetchFunction } from "./sentry-transport.ts";

export interface SentryOptions {
  /** Where the project is: `https://<key>@<host>/<project>`. Without it nothing is sent, and `problem` says so. */
  readonly dsn: string | undefined;
  /** @default what the instance says of itself */
  readonly release?: string | undefined;
  /** @default what the instance says of itself */
  readonly environment?: string | undefined;
  /** Whether the id of the consumer is sent, as that of the user. @default false */
  readonly sendConsumer?: boolean | undefined;
  /**
   * Whether each run of a `scheduled` handler is told as a check-in of a monitor, which Sentry makes by itself, named by
   * service and schedule.
   *
   * @default false
   */
  readonly checkIns?: boolean | undefined;
  /** Longest time that one request takes. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Says how much is sent. @default one that all with the same store share; without a store `memoryBudget()` */
  readonly budget?: ForwardBudget | undefined;
  /** Tells isolates of the receiver's limits that others have met. @default the instance's store */
  readonly limits?: LimitStore | undefined;
  /** Told once what is wrong with the settings. */
  readonly warn?: ((problem: string) => void) | undefined;
  readonly fetch?: FetchFunction | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1 that spread repeated requests. @default Math.random */
  readonly random?: (() => number) | undefined;
}

interface Posting extends SentryEnvelope {
  readonly category: SentryCategory;
  readonly report: ErrorReport | undefined;
}

/**
 * Forwards captured errors to Sentry, or to a server that speaks its protocol, by way of toucan-js.
 *
 * It never throws, rejects or delays anything. What a budget holds back, the next event of the group counts.
 *
 * @example
 * ```ts
 * import { sentryForwarder } from "edgewatch/sentry";
 *
 * const sentry = sentryForwarder({ dsn: "https://key@sentry.example.com/42" });
 * console.assert(sentry.problem === undefined);
 * ```
 */
export function sentryForwarder(options: SentryOptions): Forwarder {
  const { dsn = "", warn } = options;
  const problem = findDsnProblem(dsn);
  if (problem === undefined) return new ToucanForwarder(dsn, options);
  tell(warn, problem);
  return new SilentForwarder(problem);
}

class ToucanForwarder implements Forwarder {
  readonly problem = undefined;
  readonly #dsn: string;
  readonly #options: SentryOptions;
  readonly #clock: Clock;
  readonly #counter = new ForwardCounter();
  readonly #limits: SentryLimits;
  readonly #gate: ForwardGate;
  readonly #outbox: ForwardOutbox<Posting>;
  readonly #working: HeldWork;

  constructor(dsn: string, options: SentryOptions) {
    const {
      clock = systemClock,
      timeoutMs = 5_000,
      random = Math.random,
      fetch: post = plainFetch,
    } = options;
    this.#dsn = dsn;
    this.#options = options;
    this.#clock = clock;
    this.#working = new HeldWork(clock);
    const limits = new SentryLimits(options.limits, clock);
    this.#limits = limits;
    const counter = this.#counter;
    this.#gate = new ForwardGate({
      budget: options.budget,
      counter,
      clock,
      ids: new RandomIds(),
    });
    this.#outbox = new ForwardOutbox({
      route: {
        post: async (item, ms) => await postEnvelope(item, ms, { fetch: post, clock, limits }),
        waitMs: ({ category }) => limits.waitMs(category),
        dropped: ({ report }) => {
          if (report !== undefined) this.#gate.takeBack(report);
        },
      },
      counter,
      clock,
      timeoutMs,
      random,
    });
  }

  get counts(): ForwardCounts {
    return this.#counter.counts;
  }

  share(state: SharedState): void {
    const own = { ...state, name: hashText(this.#dsn) };
    this.#gate.share(sharedBudget(own));
    this.#limits.share(sharedLimits(own));
  }

  forward(error: CapturedError, background?: Background): void {
    const asked = this.#gate.offer(error, this.#limits.waitMs("error") > 0);
    if (asked === undefined) return this.#outbox.touch(background);
    this.#working.add(this.#handle(asked, background), background);
  }

  checkIn(run: JobRun, background?: Background): void {
    const { release, environment, checkIns = false } = this.#options;
    if (!checkIns) return;
    const envelope = encodeCheckIn(run, { dsn: this.#dsn, release, environment });
    if (envelope === undefined) return this.#counter.drop("failed");
    this.#outbox.add(
      { ...envelope, category: "monitor", report: undefined },
      countBytes(envelope.body),
    );
    this.#outbox.touch(background);
  }

  async flush(timeoutMs: number): Promise<void> {
    const endMs = this.#clock.monotonicMs() + timeoutMs;
    const work = this.#flushUntil(endMs);
    await withDeadline(work, "flush", timeoutMs, this.#clock).catch(() => {});
  }

  async #flushUntil(endMs: number): Promise<void> {
    await this.#working.settled();
    for (const report of await this.#gate.last()) this.#add(report);
    await this.#outbox.drain(endMs);
  }

  /** Never rejects: `waitUntil` would report it as an exception of the Worker, and naive ones end the process. */
  async #handle(
    asked: Promise<ErrorReport | undefined>,
    background: Background | undefined,
  ): Promise<void> {
    try {
      const report = await asked;
      await this.#limits.refresh();
      if (report !== undefined) this.#add(report);
      this.#outbox.touch(background);
    } catch {
      this.#counter.drop("failed");
    }
  }

  #add(report: ErrorReport): void {
    const envelope = toEventEnvelope(report, { ...this.#options, dsn: this.#dsn });
    if (typeof envelope === "string") {
      this.#counter.drop(envelope);
      this.#gate.takeBack(report);
      return;
    }
    const { url, body, bytes } = envelope;
    this.#outbox.add({ url, body, category: "error", report }, bytes);
  }
}

/** Sends nothing. */
class SilentForwarder implements Forwarder {
  readonly counts: ForwardCounts = new ForwardCounter().counts;
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }

  forward(): void {}

  async flush(): Promise<void> {}
}

function tell(warn: SentryOptions["warn"], problem: string): void {
  try {
    warn?.(problem);
  } catch {
    // Whoever is told must not keep the application from starting.
  }
}
