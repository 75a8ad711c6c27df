import type { Clock } from "../../src/core/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly resolve: () => void;
}

/** More turns than any chain of promises under test takes. */
const turnsToSettle = 100;

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #startMs: number;
  #nowMs: number;
  #timers: Timer[] = [];

  constructor(startMs = Date.UTC(2026, 10, 23, 10)) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  /** How many delays have not ended yet. */
  get waiting(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.push({ atMs: this.#nowMs + ms, resolve });
    });
  }

  /** Moves time without ending any delay, as while a handler computes. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /** Moves time on, ending each delay at its own moment. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const next = this.#takeNext(endMs);
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.resolve();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Forgets every delay, as Workers do with a request that has ended. */
  cancelDelays(): void {
    this.#timers = [];
  }

  #takeNext(endMs: number): Timer | undefined {
    const due = this.#timers.filter(({ atMs }) => atMs <= endMs);
    const [next] = due.toSorted((a, b) => a.atMs - b.atMs);
    this.#timers = this.#timers.filter((timer) => timer !== next);
    return next;
  }
}

/** Lets everything run that needs neither time nor I/O. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turnsToSettle; turn++) await Promise.resolve();
}
