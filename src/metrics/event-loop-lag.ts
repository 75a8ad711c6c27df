import type { Clock } from "../core/clock.ts";
import { unknownFigure, type Figure } from "./figure.ts";

const probeMs = 100;
const windowMs = 10_000;
/** Longer than the minute that lies between two scrapes at the most, as a rule. */
const keepMs = 90_000;

/**
 * Tells by how much timers are late, because something computes: the worst of the last 10 to 20 s.
 *
 * It measures by timers of its own, and only while somebody asks. The runtimes' own figures cannot be compared: Node's
 * includes its interval, those of Deno and Bun do not (2026-11).
 */
export class EventLoopLag {
  readonly #clock: Clock;
  readonly #floorMs: number;
  #askedMs = 0;
  #isProbing = false;
  #windowStartMs = 0;
  #worstMs: number | undefined;
  #worstBeforeMs: number | undefined;

  /** @param floorMs how late timers are where nothing is in their way */
  constructor(clock: Clock, floorMs: number) {
    this.#clock = clock;
    this.#floorMs = floorMs;
  }

  /** Returns what has been measured so far, and sees to it that measuring goes on for a while. */
  ask(): Figure {
    this.#askedMs = this.#clock.monotonicMs();
    if (!this.#isProbing) void this.#probe();
    const worstMs = Math.max(this.#worstMs ?? -1, this.#worstBeforeMs ?? -1);
    return worstMs < 0 ? unknownFigure("not measured yet") : { value: worstMs };
  }

  async #probe(): Promise<void> {
    this.#isProbing = true;
    this.#worstMs = undefined;
    this.#worstBeforeMs = undefined;
    let nowMs = this.#askedMs;
    this.#windowStartMs = nowMs;
    while (nowMs - this.#askedMs < keepMs) {
      const startMs = nowMs;
      await this.#clock.delay(probeMs);
      nowMs = this.#clock.monotonicMs();
      this.#note(Math.max(0, nowMs - startMs - probeMs - this.#floorMs), nowMs);
    }
    this.#isProbing = false;
  }

  #note(lagMs: number, nowMs: number): void {
    if (nowMs - this.#windowStartMs >= windowMs) {
      this.#windowStartMs = nowMs;
      this.#worstBeforeMs = this.#worstMs;
      this.#worstMs = undefined;
    }
    this.#worstMs = Math.max(this.#worstMs ?? 0, Math.round(lagMs * 100) / 100);
  }
}
