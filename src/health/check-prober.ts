import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { hold } from "../core/hold.ts";
import type { CheckFetch } from "./check.ts";
import type { CheckEntry, Flight } from "./check-entry.ts";
import type { CheckOutcome } from "./check-outcome.ts";
import type { CheckState, StatusChange } from "./check-state.ts";
import { probe } from "./probe.ts";
import { cellsTimeoutMs, type SharedResults } from "./shared-results.ts";

/** A change of a check's status, with what the log may know of it. */
export interface CheckChange extends StatusChange {
  readonly check: string;
  readonly output: string | undefined;
  readonly error: unknown;
}

export interface CheckProberOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: CheckFetch | undefined;
  readonly shared: SharedResults | undefined;
  /** Whether one request may wait for the promise of another. */
  readonly sharesPromises: boolean;
  readonly onChange: ((change: CheckChange) => void) | undefined;
}

/** How long after its time-out a run is still believed in, and listened to. */
const graceMs = 1_000;
const jitter = 0.1;

/** Finds out how it is with one check at a time, and writes it down. */
export class CheckProber {
  readonly #options: CheckProberOptions;

  constructor(options: CheckProberOptions) {
    this.#options = options;
  }

  /** Begins a run that is recorded when it ends; never rejects. */
  start(entry: CheckEntry, nowMs: number, background: Background | undefined): Promise<void> {
    const { shared, sharesPromises } = this.#options;
    const sharingMs = shared === undefined ? 0 : cellsTimeoutMs;
    const flight = entry.takeOff(nowMs + entry.check.timeoutMs + graceMs + sharingMs);
    const done = this.#fly(entry, flight, background)
      .catch(() => {})
      .finally(() => entry.land(flight));
    if (sharesPromises) flight.done = done;
    hold(done, background);
    return done;
  }

  /** Judges by real calls, where there were enough. */
  judgePassively(entry: CheckEntry, nowMs: number, background: Background | undefined): boolean {
    const outcome = entry.passive.judge(nowMs, this.#options.clock.now());
    if (outcome === undefined) return false;
    const before = entry.state;
    entry.recordPassive(outcome, nowMs, this.#spread(entry.check.ttlMs));
    this.#follow(entry, before, outcome, background);
    return true;
  }

  async #fly(entry: CheckEntry, flight: Flight, background: Background | undefined): Promise<void> {
    const { clock, fetch, shared } = this.#options;
    const { check } = entry;
    const turn = await shared?.take(check);
    if (turn?.kind === "known") {
      const before = entry.state;
      entry.adopt(turn.state, clock.monotonicMs(), this.#spread(turn.goodForMs));
      return this.#tell(entry, before, undefined);
    }
    if (turn?.state !== undefined) entry.state = turn.state;
    const { outcome, late } = await probe(check, { clock, fetch });
    const before = entry.state;
    const ttlMs = this.#spread(check.ttlMs);
    if (!entry.record(outcome, flight.sequence, clock.monotonicMs(), ttlMs)) return;
    this.#follow(entry, before, outcome, background);
    if (shared !== undefined && turn?.claim !== undefined && entry.state !== undefined) {
      hold(shared.publish(check, turn.claim, entry.state), background);
    }
    if (late === undefined) return;
    const listened = late.then((found) => this.#recordLate(entry, flight, found));
    hold(Promise.race([listened, clock.delay(graceMs)]), background);
  }

  #recordLate(entry: CheckEntry, { sequence }: Flight, outcome: CheckOutcome | undefined): void {
    const before = entry.state;
    if (outcome === undefined || !entry.recordLate(outcome, sequence)) return;
    this.#follow(entry, before, outcome, undefined);
  }

  #follow(
    entry: CheckEntry,
    before: CheckState | undefined,
    outcome: CheckOutcome,
    background: Background | undefined,
  ): void {
    if (entry.state !== undefined) entry.recoverer?.touch(before, entry.state, background);
    this.#tell(entry, before, outcome);
  }

  #tell(
    entry: CheckEntry,
    before: CheckState | undefined,
    outcome: CheckOutcome | undefined,
  ): void {
    const { onChange } = this.#options;
    const { check, state } = entry;
    const from = before?.status ?? "unknown";
    if (state === undefined || state.status === from) return;
    const { observedMs: timeMs, status: to, code } = state;
    const { output, error } = outcome ?? {};
    try {
      onChange?.({ check: check.name, timeMs, from, to, code, output, error });
    } catch {
      // Whoever listens must not fail the check.
    }
  }

  /** Isolates that have probed at once do not do so the next time. */
  #spread(ms: number): number {
    return ms * (1 - jitter + 2 * jitter * this.#options.random());
  }
}
