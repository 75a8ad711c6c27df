import type { PreparedCheck } from "./check.ts";
import type { CheckOutcome } from "./check-outcome.ts";
import { nextState, type CheckState } from "./check-state.ts";
import { PassiveResults } from "./passive-results.ts";
import type { Recoverer } from "./recoverer.ts";

/** A run that has begun. It is believed in until it expires, for the request that holds it may be cancelled. */
export interface Flight {
  readonly sequence: number;
  readonly expiresMs: number;
  /** Where promises may be shared: on Workers, one of a request that has ended never settles (2026-11). */
  done: Promise<void> | undefined;
}

/** How much a value is worth: old ones are waited for. */
export type Freshness = "fresh" | "stale" | "old";

/** One check with what is known of it, on a clock that never goes back. */
export class CheckEntry {
  readonly check: PreparedCheck;
  readonly passive: PassiveResults;
  readonly recoverer: Recoverer | undefined;
  state: CheckState | undefined;
  flight: Flight | undefined;
  #sequence = 0;
  #freshUntilMs = -Infinity;
  #staleUntilMs = -Infinity;
  /** The state before the last probe, and which one that was. */
  #before: CheckState | undefined;
  #recordedSequence = 0;

  constructor(check: PreparedCheck, recoverer: Recoverer | undefined) {
    this.check = check;
    this.passive = new PassiveResults(check.degradedAfterMs);
    this.recoverer = recoverer;
  }

  freshnessAt(nowMs: number): Freshness {
    const isStarted = this.check.group === "startup" && this.state?.standing === "up";
    if (nowMs < this.#freshUntilMs || isStarted) return "fresh";
    return nowMs < this.#staleUntilMs ? "stale" : "old";
  }

  /** The run to wait for, if there is one. */
  flightAt(nowMs: number): Flight | undefined {
    return this.flight !== undefined && nowMs < this.flight.expiresMs ? this.flight : undefined;
  }

  /** Begins a run; whoever began one before is late now. */
  takeOff(expiresMs: number): Flight {
    this.#sequence++;
    const flight: Flight = { sequence: this.#sequence, expiresMs, done: undefined };
    this.flight = flight;
    return flight;
  }

  land(flight: Flight): void {
    if (this.flight === flight) this.flight = undefined;
  }

  /** Returns whether the outcome counts: that of a later run may have come before it. */
  record(outcome: CheckOutcome, sequence: number, nowMs: number, ttlMs: number): boolean {
    if (sequence < this.#recordedSequence) return false;
    this.#before = this.state;
    this.#recordedSequence = sequence;
    this.state = nextState(this.state, outcome, this.check);
    this.#keepUntil(nowMs, ttlMs);
    return true;
  }

  /** Judges by real calls; counts as the latest run. */
  recordPassive(outcome: CheckOutcome, nowMs: number, ttlMs: number): void {
    this.#sequence++;
    this.record(outcome, this.#sequence, nowMs, ttlMs);
  }

  /** Puts what a run came to in the end in the place of its time-out. */
  recordLate(outcome: CheckOutcome, sequence: number): boolean {
    if (sequence !== this.#recordedSequence) return false;
    this.state = nextState(this.#before, outcome, this.check);
    return true;
  }

  /** Takes over what others have seen. */
  adopt(state: CheckState, nowMs: number, goodForMs: number): void {
    this.#sequence++;
    this.#recordedSequence = this.#sequence;
    this.state = state;
    this.#keepUntil(nowMs, goodForMs);
  }

  #keepUntil(nowMs: number, goodForMs: number): void {
    this.#freshUntilMs = nowMs + goodForMs;
    this.#staleUntilMs = nowMs + 2 * goodForMs;
  }
}
