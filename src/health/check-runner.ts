import type { Background } from "../core/background.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { hold } from "../core/hold.ts";
import { RandomIds } from "../core/random-ids.ts";
import { detectRuntime, type RuntimeName } from "../core/runtime.ts";
import type { Cells } from "../core/store.ts";
import { prepareCheck, type Check, type CheckFetch } from "./check.ts";
import { CheckEntry, type Flight } from "./check-entry.ts";
import { CheckProber, type CheckChange } from "./check-prober.ts";
import { reportOf, unansweredReport, type CheckReport } from "./check-report.ts";
import type { FailureCode } from "./failure-code.ts";
import { createLimiter } from "./limiter.ts";
import { Recoverer } from "./recoverer.ts";
import type { RecoveryAttempt } from "./recovery.ts";
import { SharedResults } from "./shared-results.ts";

export interface CheckRunnerOptions {
  readonly clock?: Clock | undefined;
  /** From 0 to 1; spreads the times of probes. */
  readonly random?: (() => number) | undefined;
  /** What checks probe with that have no `fetch` of their own. @default the runtime's */
  readonly fetch?: CheckFetch | undefined;
  readonly ids?: RandomIds | undefined;
  /** Through which isolates agree on who tries to recover something. @default each by itself */
  readonly cells?: Cells | undefined;
  /** Whether they share results through them too, so that one of them probes for all. @default false */
  readonly sharesResults?: boolean | undefined;
  /** @default the one it runs on */
  readonly runtimeName?: RuntimeName | undefined;
  /** How long an answer waits. @default 2500 */
  readonly totalTimeoutMs?: number | undefined;
  readonly onChange?: ((change: CheckChange) => void) | undefined;
  readonly onAttempt?: ((attempt: RecoveryAttempt) => void) | undefined;
}

export interface RunOptions {
  /** What keeps runs alive after the answer, on Workers. */
  readonly background?: Background | undefined;
  /** The checks to run. @default all */
  readonly names?: readonly string[] | undefined;
}

/** Workers allow six connections at once. */
const maxConcurrent = 5;
const pollMs = 20;

/**
 * Runs checks no more often than their results last, and answers in time whatever they do.
 *
 * Requests share values: on Workers a promise of a request that has ended never settles (2026-11).
 */
export class CheckRunner {
  readonly #entries: ReadonlyMap<string, CheckEntry>;
  /** By their own names, and by the hosts whose calls judge them. */
  readonly #judged = new Map<string, CheckEntry[]>();
  readonly #prober: CheckProber;
  readonly #clock: Clock;
  readonly #totalTimeoutMs: number;

  /** @throws TypeError or RangeError when a check is none, or two have one name */
  constructor(checks: readonly Check[], options: CheckRunnerOptions = {}) {
    const { clock = systemClock, random = Math.random, ids = new RandomIds() } = options;
    const { totalTimeoutMs = 2_500, runtimeName = detectRuntime().name } = options;
    const { cells, sharesResults = false, fetch, onChange, onAttempt } = options;
    this.#clock = clock;
    this.#totalTimeoutMs = totalTimeoutMs;
    const shared =
      sharesResults && cells !== undefined ? new SharedResults({ cells, clock, ids }) : undefined;
    const sharesPromises = runtimeName !== "workerd";
    this.#prober = new CheckProber({ clock, random, fetch, shared, sharesPromises, onChange });
    const entries = new Map<string, CheckEntry>();
    for (const check of checks.map((given) => prepareCheck(given))) {
      const { name, recover } = check;
      if (entries.has(name)) {
        throw new TypeError(`Cannot run the check ${name}: there are two of this name`);
      }
      const recoverer = recover && new Recoverer(name, recover, { clock, ids, cells, onAttempt });
      const entry = new CheckEntry(check, recoverer);
      entries.set(name, entry);
      for (const judge of new Set([name, ...(check.hosts ?? [])])) {
        this.#judged.set(judge, [...(this.#judged.get(judge) ?? []), entry]);
      }
    }
    this.#entries = entries;
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Those of the checks that we are not ready without. */
  get criticalNames(): readonly string[] {
    return [...this.#entries].flatMap(([name, { check }]) => (check.critical ? [name] : []));
  }

  /** What is known by now; runs nothing. */
  reports(names?: readonly string[]): readonly CheckReport[] {
    const nowMs = this.#clock.now();
    return this.#select(names).map(({ check, state }) => reportOf(check, state, nowMs));
  }

  /** Counts a real call to what checks of this name or host look at: five in 30 s judge one without a probe. */
  observe(nameOrHost: string, isFailure: boolean, latencyMs: number, code?: FailureCode): void {
    const judged = this.#judged.get(nameOrHost);
    if (judged === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    for (const { passive } of judged) passive.add(nowMs, isFailure, latencyMs, code);
  }

  /** Brings up to date what is due, and answers within the total time; never rejects. */
  async runAll({ background, names }: RunOptions = {}): Promise<readonly CheckReport[]> {
    const startMs = this.#clock.monotonicMs();
    const entries = this.#select(names);
    const stale: CheckEntry[] = [];
    const old: CheckEntry[] = [];
    for (const entry of entries) {
      const freshness = entry.freshnessAt(startMs);
      if (freshness === "fresh") continue;
      if (this.#prober.judgePassively(entry, startMs, background)) continue;
      (freshness === "stale" ? stale : old).push(entry);
    }
    const unanswered =
      old.length + stale.length === 0
        ? undefined
        : await this.#refreshAll(old, stale, startMs + this.#totalTimeoutMs, background);
    const nowMs = this.#clock.now();
    return entries.map((entry) => {
      const report = reportOf(entry.check, entry.state, nowMs);
      return unanswered?.has(entry) === true ? unansweredReport(report) : report;
    });
  }

  /** Waits for the old ones only; returns those that did not come in time. */
  async #refreshAll(
    old: CheckEntry[],
    stale: readonly CheckEntry[],
    endMs: number,
    background: Background | undefined,
  ): Promise<ReadonlySet<CheckEntry>> {
    const unanswered = new Set(old);
    const limit = createLimiter(maxConcurrent);
    // Those that have waited longest come first, so that no check is left out for ever.
    old.sort((a, b) => (a.state?.observedMs ?? 0) - (b.state?.observedMs ?? 0));
    const waits = old.map((entry) =>
      limit(async () => {
        if (await this.#refresh(entry, endMs, background)) unanswered.delete(entry);
      }),
    );
    const others = stale.map((entry) => limit(() => this.#refresh(entry, endMs, background)));
    if (others.length > 0) hold(Promise.all(others), background);
    if (old.length > 0) {
      await Promise.race([Promise.all(waits), this.#clock.delay(this.#totalTimeoutMs)]);
    }
    return new Set(unanswered);
  }

  /** Starts a run or waits for the one in flight; returns whether there is a result. */
  async #refresh(
    entry: CheckEntry,
    endMs: number,
    background: Background | undefined,
  ): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= endMs) return false;
    if (entry.freshnessAt(nowMs) === "fresh") return true;
    const flight = entry.flightAt(nowMs);
    if (flight === undefined) await this.#prober.start(entry, nowMs, background);
    else if (flight.done !== undefined) await flight.done;
    else {
      await this.#watch(entry, flight, endMs);
      // Its request was cancelled: somebody takes over while there is time.
      if (entry.flight !== undefined) return await this.#refresh(entry, endMs, background);
    }
    return entry.flight === undefined || entry.freshnessAt(this.#clock.monotonicMs()) !== "old";
  }

  /** Waits by this request's own timers for what another one is finding out. */
  async #watch(entry: CheckEntry, flight: Flight, endMs: number): Promise<void> {
    const untilMs = Math.min(endMs, flight.expiresMs);
    while (entry.flight === flight && this.#clock.monotonicMs() < untilMs) {
      await this.#clock.delay(pollMs);
    }
  }

  #select(names: readonly string[] | undefined): readonly CheckEntry[] {
    if (names === undefined) return [...this.#entries.values()];
    return [...new Set(names)].flatMap((name) => this.#entries.get(name) ?? []);
  }
}
