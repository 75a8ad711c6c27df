import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { keepNewest } from "../core/keep-newest.ts";
import type { Cells } from "../core/store.ts";

/** How long another isolate may go on trusting a session that has been ended. */
const askAgainMs = 15_000;
const timeoutMs = 2_000;
const maxKnown = 1_000;
const ended = "ended";

interface Known {
  readonly isOver: boolean;
  readonly askedMs: number;
}

/** Knows which sessions were ended before their time; in the store, so that all who share it know. */
export class SessionEndings {
  readonly #clock: Clock;
  readonly #cells: Cells | undefined;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock, cells: Cells | undefined) {
    this.#clock = clock;
    this.#cells = cells;
  }

  async isOver(id: string): Promise<boolean> {
    const known = this.#known.get(id);
    if (known?.isOver === true) return true;
    const nowMs = this.#clock.now();
    if (this.#cells === undefined) return false;
    if (known !== undefined && nowMs - known.askedMs < askAgainMs) return false;
    // A store that cannot say so has nothing to show either.
    const text = await this.#within(this.#cells.read(nameOf(id))).catch(() => undefined);
    keepNewest(this.#known, id, { isOver: text === ended, askedMs: nowMs }, maxKnown);
    return text === ended;
  }

  async end(id: string, keepMs: number): Promise<void> {
    keepNewest(this.#known, id, { isOver: true, askedMs: this.#clock.now() }, maxKnown);
    await this.#within(
      this.#cells?.swap(nameOf(id), undefined, ended, keepMs) ?? Promise.resolve(undefined),
    ).catch(() => undefined);
  }

  #within<T>(work: Promise<T>): Promise<T> {
    return withDeadline(work, "agree on a session", timeoutMs, this.#clock);
  }
}

function nameOf(id: string): string {
  return `session:${id}`;
}
