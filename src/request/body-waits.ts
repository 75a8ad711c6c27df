import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import type { BodyOutcome, CapturedBody } from "./body-recorder.ts";

interface Wait {
  readonly untilMs: number;
  readonly giveUp: (outcome: undefined) => void;
}

/** Waits for bodies to end, though not for ever: nobody may read them. */
export class BodyWaits {
  readonly #clock: Clock;
  readonly #maxWaitMs: number;
  /** Oldest first. */
  readonly #waits = new Map<CapturedBody, Wait>();
  #isWatching = false;

  constructor(clock: Clock, maxWaitMs: number) {
    this.#clock = clock;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Resolves when the body has ended, or with nothing when it takes too long. */
  async end(
    body: CapturedBody,
    background: Background | undefined,
  ): Promise<BodyOutcome | undefined> {
    // A timer of Workers ends with its request, so that each needs its own.
    if (background !== undefined) {
      const late = this.#clock.delay(this.#maxWaitMs).then(() => undefined);
      return await Promise.race([body.done, late]);
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#waits.set(body, {
      untilMs: this.#clock.monotonicMs() + this.#maxWaitMs,
      giveUp: resolve,
    });
    if (!this.#isWatching) void this.#watch();
    return await Promise.race([body.done, promise]).finally(() => this.#waits.delete(body));
  }

  /** One timer serves all of them. */
  async #watch(): Promise<void> {
    this.#isWatching = true;
    for (;;) {
      const [oldest] = this.#waits.values();
      if (oldest === undefined) break;
      await this.#clock.delay(Math.max(0, oldest.untilMs - this.#clock.monotonicMs()));
      const nowMs = this.#clock.monotonicMs();
      for (const [body, { untilMs, giveUp }] of this.#waits) {
        if (untilMs > nowMs) break;
        this.#waits.delete(body);
        giveUp(undefined);
      }
    }
    this.#isWatching = false;
  }
}
