import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import type { HttpOutbox } from "./http-outbox.ts";

/** What a courier asks of an outbox, whatever that holds. */
export type Outbox = Pick<HttpOutbox, "isFull" | "isReady" | "isSettled" | "nextMs" | "attempt">;

export interface CourierOptions {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** Longest time that a record waits for others. */
  readonly delayMs: number;
  /** Longest time that one request takes. */
  readonly timeoutMs: number;
}

/** One flush: timers that nobody waits for, or a promise that a request holds. */
interface Run {
  /** Infinity where no request holds it. */
  readonly endMs: number;
  readonly delayMs: number;
  readonly timeoutMs: number;
  /** What a request gets at least; less when the run is about to end. */
  readonly minTimeoutMs: number;
}

/** A run that is this late belongs to a request that was cancelled: the next write takes over. */
const graceMs = 2_000;
/** Workers cancel what `waitUntil` holds 30 s after the response. */
const maxHeldMs = 25_000;
const maxHeldDelayMs = 10_000;
const maxHeldTimeoutMs = 15_000;
const minHeldTimeoutMs = 5_000;
/** So that `drain` notices when everything has been dropped. */
const maxDrainWaitMs = 1_000;

/**
 * Sees to it that somebody sends what is in the outbox: on servers timers, on Workers the requests that log.
 *
 * A run waits for a batch and sends until the outbox is empty. It says until when to rely on it: a write that comes
 * later, or too late in the life of the request that holds it, starts the next run. Several runs do not disturb each
 * other, for the outbox sends one batch at a time.
 */
export class HttpCourier {
  readonly #options: CourierOptions;
  /** The run that was started last; the others go on, but nobody relies on them. */
  #newest: Run | undefined;
  /** Until when to rely on the newest run, for writes without a request that can hold one and with it. */
  #carriedUntilMs = -Infinity;
  #heldUntilMs = -Infinity;
  #hurriedUntilMs = -Infinity;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Takes care of what was just added; costs some comparisons when that is already so. */
  touch(nowMs: number, background: Background | undefined): void {
    const { outbox } = this.#options;
    if (nowMs >= (background === undefined ? this.#carriedUntilMs : this.#heldUntilMs)) {
      this.#start(nowMs, background);
    } else if (outbox.isFull && nowMs >= this.#hurriedUntilMs && outbox.isReady(nowMs)) {
      this.#hurry(nowMs, background);
    }
  }

  /** Sends without waiting for further records until everything up to this one has been delivered or dropped. */
  async drain(throughSequence: number): Promise<void> {
    const { outbox, clock, timeoutMs } = this.#options;
    while (!outbox.isSettled(throughSequence)) {
      const nowMs = clock.monotonicMs();
      const waitMs = (outbox.nextMs(nowMs, 0) ?? nowMs) - nowMs;
      if (waitMs > 0) await clock.delay(Math.ceil(Math.min(waitMs, maxDrainWaitMs)));
      else await outbox.attempt(timeoutMs);
    }
  }

  #start(nowMs: number, background: Background | undefined): void {
    const run = this.#createRun(nowMs, background);
    this.#newest = run;
    this.#relyOn(run, nowMs + graceMs);
    const work = this.#options.clock
      .delay(0)
      .then(() => this.#carry(run))
      // workerd refuses timers at module scope: the first request takes over.
      .catch(() => this.#relyOn(run, -Infinity));
    background?.waitUntil(work);
  }

  async #carry(run: Run): Promise<void> {
    const { outbox, clock } = this.#options;
    const { endMs, delayMs, timeoutMs, minTimeoutMs } = run;
    // Later, too little time is left for what is written then.
    const lastMs = endMs - Math.min(delayMs + timeoutMs, maxHeldMs / 2);
    for (;;) {
      const nowMs = clock.monotonicMs();
      const nextMs = outbox.nextMs(nowMs, delayMs);
      if (nextMs === undefined) return this.#relyOn(run, -Infinity);
      // A run that starts later can wait as long as the receiver has asked for, and send.
      if (nextMs + minTimeoutMs > endMs) return this.#relyOn(run, nextMs + timeoutMs - maxHeldMs);
      if (nextMs > nowMs) {
        this.#relyOn(run, Math.min(nextMs + graceMs, lastMs));
        await clock.delay(Math.ceil(nextMs - nowMs));
      } else {
        this.#relyOn(run, Math.min(nowMs + timeoutMs + graceMs, lastMs));
        await outbox.attempt(Math.min(timeoutMs, endMs - nowMs));
      }
    }
  }

  /** Sends full batches at once, while the newest run waits. */
  #hurry(nowMs: number, background: Background | undefined): void {
    this.#hurriedUntilMs = nowMs + graceMs;
    const run = this.#createRun(nowMs, background);
    // Not within the call that writes, which does no I/O.
    const work = this.#options.clock
      .delay(0)
      .then(() => this.#sendFull(run))
      .catch(() => {})
      .finally(() => {
        this.#hurriedUntilMs = -Infinity;
      });
    background?.waitUntil(work);
  }

  async #sendFull({ endMs, timeoutMs, minTimeoutMs }: Run): Promise<void> {
    const { outbox, clock } = this.#options;
    for (;;) {
      const nowMs = clock.monotonicMs();
      if (!outbox.isFull || !outbox.isReady(nowMs) || nowMs + minTimeoutMs > endMs) return;
      await outbox.attempt(Math.min(timeoutMs, endMs - nowMs));
    }
  }

  #createRun(nowMs: number, background: Background | undefined): Run {
    const { delayMs, timeoutMs } = this.#options;
    if (background === undefined) {
      return { endMs: Infinity, delayMs, timeoutMs, minTimeoutMs: timeoutMs };
    }
    return {
      endMs: nowMs + maxHeldMs,
      delayMs: Math.min(delayMs, maxHeldDelayMs),
      timeoutMs: Math.min(timeoutMs, maxHeldTimeoutMs),
      minTimeoutMs: Math.min(timeoutMs, minHeldTimeoutMs),
    };
  }

  /** Lets writes rely on a run until then. */
  #relyOn(run: Run, untilMs: number): void {
    if (run !== this.#newest) return;
    this.#carriedUntilMs = untilMs;
    this.#heldUntilMs = run.endMs === Infinity ? -Infinity : untilMs;
  }
}
