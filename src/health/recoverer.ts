import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { hold } from "../core/hold.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Cells } from "../core/store.ts";
import type { CheckState } from "./check-state.ts";
import { failureCodeOf } from "./failure-code.ts";
import {
  prepareRecovery,
  restAfterMs,
  type PreparedRecovery,
  type Recovery,
  type RecoveryAttempt,
} from "./recovery.ts";
import { formatRecoveryRecord, parseRecoveryRecord } from "./recovery-record.ts";

export interface RecovererOptions {
  readonly clock: Clock;
  readonly ids: RandomIds;
  /** Where all agree on who tries. @default this process alone */
  readonly cells?: Cells | undefined;
  readonly onAttempt?: ((attempt: RecoveryAttempt) => void) | undefined;
}

const cellsTimeoutMs = 500;
const keepMs = 86_400_000;

/** Tries to bring one check back, at most once at a time among all that share its cells. */
export class Recoverer {
  readonly #name: string;
  readonly #recovery: PreparedRecovery;
  readonly #options: RecovererOptions;
  /** Stands in for a cell where there are none. */
  #own: string | undefined;
  /** Before then, there is nothing to ask the cells for. */
  #restsUntilMs = -Infinity;
  /** Whether there may be attempts to forget once the check passes. */
  #wasDown = false;

  constructor(name: string, recovery: Recovery, options: RecovererOptions) {
    this.#name = name;
    this.#recovery = prepareRecovery(recovery);
    this.#options = options;
  }

  /** Considers a new state: tries, or forgets the attempts when the check has come back. Nobody waits for it. */
  touch(before: CheckState | undefined, now: CheckState, background: Background | undefined): void {
    const { after } = this.#recovery;
    const nowMs = this.#options.clock.monotonicMs();
    if (Math.max(now.failures, before?.failures ?? 0) >= after) this.#wasDown = true;
    if (now.passes > 0 && this.#wasDown) hold(this.#reset(), background);
    if (now.failures < after || nowMs < this.#restsUntilMs) return;
    this.#restsUntilMs = nowMs + 2 * cellsTimeoutMs;
    hold(this.#try(), background);
  }

  async #try(): Promise<void> {
    const { clock, ids } = this.#options;
    const { maxAttempts, cooldownMs } = this.#recovery;
    const text = await this.#read();
    const { attempts, nextMs } = parseRecoveryRecord(text);
    const nowMs = clock.now();
    if (attempts >= maxAttempts) return this.#rest(cooldownMs);
    if (nextMs > nowMs) return this.#rest(nextMs - nowMs);
    const attempt = attempts + 1;
    const restMs = restAfterMs(this.#recovery, attempt);
    const claim = formatRecoveryRecord({
      attempts: attempt,
      nextMs: nowMs + restMs,
      by: ids.next(8),
    });
    const found = await this.#swap(text, claim);
    // The reply to a first try may have been lost: then our own claim is found.
    if (found !== text && found !== claim) return;
    this.#rest(restMs);
    await this.#attempt(attempt);
  }

  /** The cool-down stays, so that a check that flaps is not recovered all the time. */
  async #reset(): Promise<void> {
    const text = await this.#read();
    const record = parseRecoveryRecord(text);
    const by = this.#options.ids.next(8);
    const reset = formatRecoveryRecord({ ...record, attempts: 0, by });
    if (record.attempts > 0) await this.#swap(text, reset);
    this.#wasDown = false;
  }

  async #attempt(attempt: number): Promise<void> {
    const { clock, onAttempt } = this.#options;
    const { timeoutMs } = this.#recovery;
    const abort = new AbortController();
    const startMs = clock.monotonicMs();
    let outcome: RecoveryAttempt["outcome"] = "done";
    let error: unknown;
    try {
      const running = this.#run(abort.signal, attempt);
      await withDeadline(running, `recover ${this.#name}`, timeoutMs, clock);
    } catch (thrown) {
      error = thrown;
      const isLate = clock.monotonicMs() - startMs >= timeoutMs;
      outcome = isLate ? "timeout" : "failed";
      abort.abort(thrown);
    }
    const durationMs = Math.max(0, clock.monotonicMs() - startMs);
    const code = outcome === "done" ? undefined : failureCodeOf(error);
    onAttempt?.({ check: this.#name, attempt, outcome, durationMs, code, error });
  }

  async #run(signal: AbortSignal, attempt: number): Promise<void> {
    await this.#recovery.run({ signal, check: this.#name, attempt });
  }

  #rest(ms: number): void {
    this.#restsUntilMs = this.#options.clock.monotonicMs() + ms;
  }

  async #read(): Promise<string | undefined> {
    const { cells, clock } = this.#options;
    if (cells === undefined) return this.#own;
    const read = cells.read(this.#cell);
    return await withDeadline(read, "read attempts to recover", cellsTimeoutMs, clock);
  }

  async #swap(before: string | undefined, after: string): Promise<string | undefined> {
    const { cells, clock } = this.#options;
    if (cells !== undefined) {
      const longMs = Math.max(keepMs, 2 * this.#recovery.cooldownMs);
      const swap = cells.swap(this.#cell, before, after, longMs);
      return await withDeadline(swap, "claim an attempt to recover", cellsTimeoutMs, clock);
    }
    const found = this.#own;
    if (found === before) this.#own = after;
    return found;
  }

  get #cell(): string {
    return `recover/${this.#name}`;
  }
}
