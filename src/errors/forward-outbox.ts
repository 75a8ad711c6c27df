import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { hold } from "../core/hold.ts";
import type { ForwardCounter } from "./forward-counter.ts";

/** What became of one attempt: only what has failed, or came while there was a limit, is worth another one. */
export type PostOutcome = "delivered" | "rejected" | "too_large" | "failed" | "limited";

/** The way to the receiver. */
export interface OutboxRoute<Item> {
  /** Sends once; never rejects, and takes no longer than the time-out. */
  post(item: Item, timeoutMs: number): Promise<PostOutcome>;
  /** How long the receiver wants nothing of this kind; 0 where it may be sent. */
  waitMs(item: Item): number;
  /** Told what will never arrive; must not throw. */
  dropped(item: Item): void;
}

export interface OutboxOptions<Item> {
  readonly route: OutboxRoute<Item>;
  readonly counter: ForwardCounter;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
}

interface Entry<Item> {
  readonly item: Item;
  readonly bytes: number;
  readonly sinceMs: number;
  /** Until when somebody is sending it: whoever did so longer than that has been cancelled. */
  claimedUntilMs: number;
}

const maxEntries = 100;
const maxBytes = 8_388_608;
const maxAgeMs = 86_400_000;
const firstPauseMs = 1_000;
const failuresToBreak = 3;
const breakMs = 60_000;
const graceMs = 2_000;
/** Workers cancel what `waitUntil` holds 30 s after the response. */
const maxHeldMs = 25_000;
const pollMs = 50;

/**
 * Keeps what shall be sent until the receiver has taken or refused it: at most 100 items, 8 MB and a day.
 *
 * After a failure it waits, longer each time, and after three in a row for a minute; then one item tries.
 */
export class ForwardOutbox<Item> {
  readonly #options: OutboxOptions<Item>;
  readonly #entries: Entry<Item>[] = [];
  #bytes = 0;
  #failures = 0;
  #pausedUntilMs = -Infinity;
  /** Until when to rely on the run that was started last. */
  #carriedUntilMs = -Infinity;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
  }

  /** How many items wait, those that are being sent included. */
  get size(): number {
    return this.#entries.length;
  }

  /** Adds an item; where there is no room, the oldest ones go. */
  add(item: Item, bytes: number): void {
    const sinceMs = this.#options.clock.monotonicMs();
    this.#entries.push({ item, bytes, sinceMs, claimedUntilMs: -Infinity });
    this.#bytes += bytes;
    while (this.#entries.length > maxEntries || this.#bytes > maxBytes) {
      this.#remove(this.#entries[0], "buffer_full");
    }
  }

  /** Sees to it that somebody sends what waits; a few comparisons where that is already so. */
  touch(background: Background | undefined): void {
    if (this.#entries.length === 0) return;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#carriedUntilMs && !this.#isIdle(nowMs)) return;
    this.#carriedUntilMs = nowMs + graceMs;
    const endMs = background === undefined ? Infinity : nowMs + maxHeldMs;
    hold(this.#carry(endMs), background);
  }

  /** Sends until nothing waits any more, or until a time. */
  async drain(endMs: number): Promise<void> {
    const { clock } = this.#options;
    while (this.#entries.length > 0) {
      const nowMs = clock.monotonicMs();
      if (nowMs >= endMs) return;
      const entry = this.#next(nowMs);
      const waitMs = entry === undefined ? pollMs : this.#waitMs(entry, nowMs);
      if (entry === undefined || waitMs > 0) await clock.delay(Math.min(waitMs, endMs - nowMs));
      else await this.#attempt(entry, nowMs, endMs);
    }
  }

  async #carry(endMs: number): Promise<void> {
    const { clock, timeoutMs } = this.#options;
    for (;;) {
      const nowMs = clock.monotonicMs();
      const entry = this.#next(nowMs);
      // What is left is being sent by others.
      if (entry === undefined) {
        this.#carriedUntilMs = -Infinity;
        return;
      }
      const waitMs = this.#waitMs(entry, nowMs);
      this.#carriedUntilMs = nowMs + waitMs;
      // Another run can wait as long as it takes.
      if (nowMs + waitMs + timeoutMs > endMs) return;
      this.#carriedUntilMs += timeoutMs + graceMs;
      if (waitMs > 0) await clock.delay(Math.ceil(waitMs));
      else await this.#attempt(entry, nowMs, endMs);
    }
  }

  /** Whether the run that is relied on waits, while something that has come since then could be sent. */
  #isIdle(nowMs: number): boolean {
    if (nowMs < this.#pausedUntilMs) return false;
    if (this.#entries.some(({ claimedUntilMs }) => claimedUntilMs > nowMs)) return false;
    const entry = this.#next(nowMs);
    return entry !== undefined && this.#waitMs(entry, nowMs) === 0;
  }

  /** The oldest item that nobody is sending and that may be sent, else the oldest one that nobody is sending. */
  #next(nowMs: number): Entry<Item> | undefined {
    for (const entry of this.#entries.filter(({ sinceMs }) => nowMs - sinceMs > maxAgeMs)) {
      this.#remove(entry, "too_old");
    }
    const free = this.#entries.filter(({ claimedUntilMs }) => claimedUntilMs <= nowMs);
    return free.find((entry) => this.#options.route.waitMs(entry.item) === 0) ?? free[0];
  }

  #waitMs({ item }: Entry<Item>, nowMs: number): number {
    return Math.max(this.#pausedUntilMs - nowMs, this.#options.route.waitMs(item), 0);
  }

  async #attempt(entry: Entry<Item>, nowMs: number, endMs: number): Promise<void> {
    const { route, counter, clock } = this.#options;
    const timeoutMs = Math.min(this.#options.timeoutMs, endMs - nowMs);
    entry.claimedUntilMs = nowMs + timeoutMs + graceMs;
    const outcome = await route.post(entry.item, timeoutMs);
    entry.claimedUntilMs = -Infinity;
    if (outcome === "failed") return this.#pause(clock.monotonicMs());
    this.#failures = 0;
    if (outcome === "limited") return;
    if (outcome === "delivered") counter.send();
    this.#remove(entry, outcome === "delivered" ? undefined : outcome);
  }

  #pause(nowMs: number): void {
    this.#failures++;
    const pauseMs =
      this.#failures >= failuresToBreak ? breakMs : firstPauseMs * 2 ** (this.#failures - 1);
    // Half of it at random, so that isolates do not come back all at once.
    this.#pausedUntilMs = nowMs + pauseMs * (0.5 + this.#options.random() / 2);
  }

  #remove(
    entry: Entry<Item> | undefined,
    reason: "buffer_full" | "too_old" | "rejected" | "too_large" | undefined,
  ): void {
    const at = entry === undefined ? -1 : this.#entries.indexOf(entry);
    if (entry === undefined || at === -1) return;
    this.#entries.splice(at, 1);
    this.#bytes -= entry.bytes;
    if (reason === undefined) return;
    this.#options.counter.drop(reason);
    this.#options.route.dropped(entry.item);
  }
}
