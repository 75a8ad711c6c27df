import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { hold } from "../core/hold.ts";

const maxHeld = 1_000;
/** Asking a budget and the limits takes no longer. */
const settleMs = 3_500;

/** Work that cannot reject, until it is done; on Workers, a request that ends leaves work behind that never is. */
export class HeldWork {
  readonly #work = new Set<Promise<void>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(work: Promise<void>, background: Background | undefined): void {
    if (this.#work.size >= maxHeld) this.#work.clear();
    this.#work.add(work);
    void work.then(() => this.#work.delete(work));
    hold(work, background);
  }

  /** Waits until it is done, or as good as left behind. */
  async settled(): Promise<void> {
    if (this.#work.size === 0) return;
    const all = Promise.all(this.#work);
    await withDeadline(all, "finish", settleMs, this.#clock).catch(() => {});
    this.#work.clear();
  }
}
