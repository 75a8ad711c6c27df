import { systemClock, type Clock } from "../core/clock.ts";
import { readProperty } from "../core/read-property.ts";
import { CallWindow } from "./call-window.ts";

/** What a circuit breaker answers instead of calling. */
export class CircuitOpenError extends Error {
  override readonly name = "CircuitOpenError";
}

/** `half_open`: one call tries whether it works again. */
export type CircuitState = "closed" | "open" | "half_open";

export interface CircuitBreakerOptions {
  readonly clock?: Clock | undefined;
  /** Which part of the calls has to fail. @default 0.5 */
  readonly failureRatio?: number | undefined;
  /** Among how many calls at least. @default 10 */
  readonly minCalls?: number | undefined;
  /** How long a call counts. @default 30000 */
  readonly windowMs?: number | undefined;
  /** How long to stay open at first; it doubles with each failed try. @default 5000 */
  readonly openMs?: number | undefined;
  /** @default 60000 */
  readonly maxOpenMs?: number | undefined;
  /** From when on a try that has not ended counts as failed. @default 10000 */
  readonly tryTimeoutMs?: number | undefined;
  /** Which errors speak against the dependency. @default all but `AbortError`, which is the caller's own doing */
  readonly isFailure?: ((thrown: unknown) => boolean) | undefined;
  /** Which results do: an answer of 503, say. @default none */
  readonly isBadResult?: ((value: unknown) => boolean) | undefined;
  readonly onChange?: ((from: CircuitState, to: CircuitState) => void) | undefined;
}

/** Spares a dependency that fails, and its callers the wait; has no timers. */
export class CircuitBreaker {
  readonly name: string;
  readonly #clock: Clock;
  readonly #options: CircuitBreakerOptions;
  readonly #window: CallWindow;
  readonly #minOpenMs: number;
  readonly #maxOpenMs: number;
  readonly #tryTimeoutMs: number;
  #state: CircuitState = "closed";
  #openMs: number;
  #openUntilMs = 0;
  #tryUntilMs = 0;
  /** Grows with each change and try: what began before does not count any more. */
  #generation = 0;

  constructor(name: string, options: CircuitBreakerOptions = {}) {
    const { clock = systemClock, windowMs = 30_000, openMs = 5_000, maxOpenMs = 60_000 } = options;
    const { tryTimeoutMs = 10_000 } = options;
    this.name = name;
    this.#clock = clock;
    this.#options = options;
    this.#window = new CallWindow(windowMs);
    this.#minOpenMs = openMs;
    this.#openMs = openMs;
    this.#maxOpenMs = maxOpenMs;
    this.#tryTimeoutMs = tryTimeoutMs;
  }

  get state(): CircuitState {
    this.#update(this.#clock.monotonicMs());
    return this.#state;
  }

  /** Calls, unless the dependency is to be spared. @throws CircuitOpenError */
  async run<T>(call: () => T | Promise<T>): Promise<T> {
    const startMs = this.#clock.monotonicMs();
    const generation = this.#enter(startMs);
    try {
      const value = await call();
      const { isBadResult = () => false } = this.#options;
      this.#leave(generation, isBadResult(value) ? "failure" : "success", startMs);
      return value;
    } catch (error) {
      const { isFailure = isOthersFault } = this.#options;
      this.#leave(generation, isFailure(error) ? "failure" : "neither", startMs);
      throw error;
    }
  }

  #enter(nowMs: number): number {
    this.#update(nowMs);
    if (this.#state === "closed") return this.#generation;
    if (this.#state === "open" && nowMs >= this.#openUntilMs) {
      this.#tryUntilMs = nowMs + this.#tryTimeoutMs;
      this.#change("half_open");
      return this.#generation;
    }
    throw new CircuitOpenError(`Cannot call ${this.name}: it has failed too often; try later`);
  }

  #leave(generation: number, ended: "success" | "failure" | "neither", startMs: number): void {
    if (generation !== this.#generation) return;
    const nowMs = this.#clock.monotonicMs();
    if (this.#state === "half_open") return this.#endTry(ended, nowMs);
    if (ended === "neither") return;
    this.#window.add(nowMs, ended === "failure", false, nowMs - startMs);
    if (ended === "failure" && this.#isFailing(nowMs)) this.#open(nowMs);
  }

  #endTry(ended: "success" | "failure" | "neither", nowMs: number): void {
    if (ended === "failure") this.#reopen(nowMs);
    else if (ended === "neither") this.#change("open");
    else {
      this.#openMs = this.#minOpenMs;
      this.#window.clear();
      this.#change("closed");
    }
  }

  #isFailing(nowMs: number): boolean {
    const { failureRatio = 0.5, minCalls = 10 } = this.#options;
    const { calls, failures } = this.#window.read(nowMs);
    return calls >= minCalls && failures >= calls * failureRatio;
  }

  /** Gives up a try that has not ended in time: its request may have been cancelled. */
  #update(nowMs: number): void {
    if (this.#state === "half_open" && nowMs >= this.#tryUntilMs) this.#reopen(this.#tryUntilMs);
  }

  #reopen(nowMs: number): void {
    this.#openMs = Math.min(this.#openMs * 2, this.#maxOpenMs);
    this.#open(nowMs);
  }

  #open(nowMs: number): void {
    this.#openUntilMs = nowMs + this.#openMs;
    this.#change("open");
  }

  #change(to: CircuitState): void {
    const from = this.#state;
    this.#state = to;
    this.#generation++;
    try {
      this.#options.onChange?.(from, to);
    } catch {
      // Whoever listens must not fail the call.
    }
  }
}

function isOthersFault(thrown: unknown): boolean {
  return readProperty(thrown, "name") !== "AbortError";
}
