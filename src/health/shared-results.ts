import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Cells } from "../core/store.ts";
import type { PreparedCheck } from "./check.ts";
import type { CheckState } from "./check-state.ts";
import { formatSharedRecord, parseSharedRecord, type SharedRecord } from "./shared-record.ts";

export interface SharedResultsOptions {
  readonly cells: Cells;
  readonly clock: Clock;
  readonly ids: RandomIds;
}

/** What to do about a check whose result is due. */
export type Turn =
  /** Somebody else has looked, or is looking: this is what is known. */
  | { readonly kind: "known"; readonly state: CheckState; readonly goodForMs: number }
  /** Look, and continue from `state`; `claim` is what the cell holds meanwhile, if it is ours. */
  | {
      readonly kind: "probe";
      readonly state: CheckState | undefined;
      readonly claim: string | undefined;
    };

export const cellsTimeoutMs = 500;
/** After its time-out, a probe has this long to be written down. */
const claimGraceMs = 1_000;
/** How soon to look again for what another one is about to find. */
const retryMs = 500;
const keepMs = 7 * 86_400_000;

/** Shares the results of checks with other isolates and processes: one of them probes for all. */
export class SharedResults {
  readonly #options: SharedResultsOptions;

  constructor(options: SharedResultsOptions) {
    this.#options = options;
  }

  /** Reads what others know, and claims the probe when it is due; where that fails, everybody probes. */
  async take(check: PreparedCheck): Promise<Turn> {
    const { clock } = this.#options;
    const turn = this.#take(check);
    try {
      return await withDeadline(turn, "read shared health", cellsTimeoutMs, clock);
    } catch {
      return { kind: "probe", state: undefined, claim: undefined };
    }
  }

  /** Writes down what a claimed probe has shown; never rejects. */
  async publish(check: PreparedCheck, claim: string, state: CheckState): Promise<void> {
    const { cells, clock } = this.#options;
    const record: SharedRecord = {
      state,
      freshUntilMs: clock.now() + check.ttlMs,
      claimant: undefined,
      claimedUntilMs: 0,
    };
    try {
      const swap = cells.swap(cellOf(check), claim, formatSharedRecord(record), keepMs);
      await withDeadline(swap, "write shared health", cellsTimeoutMs, clock);
    } catch {
      // The claim runs out, and somebody probes again.
    }
  }

  async #take(check: PreparedCheck): Promise<Turn> {
    const { cells, clock, ids } = this.#options;
    const text = await cells.read(cellOf(check));
    const known = this.#knownIn(check, text);
    if (known !== undefined) return known;
    const state = parseSharedRecord(text)?.state;
    const claim = formatSharedRecord({
      state,
      freshUntilMs: 0,
      claimant: ids.next(8),
      claimedUntilMs: clock.now() + check.timeoutMs + claimGraceMs,
    });
    const found = await cells.swap(cellOf(check), text, claim, keepMs);
    // The reply to a first try may have been lost: then our own claim is found.
    if (found === text || found === claim) return { kind: "probe", state, claim };
    return this.#knownIn(check, found) ?? { kind: "probe", state, claim: undefined };
  }

  #knownIn(check: PreparedCheck, text: string | undefined): Turn | undefined {
    const record = parseSharedRecord(text);
    if (record?.state === undefined) return undefined;
    const nowMs = this.#options.clock.now();
    const { state } = record;
    const freshMs = record.freshUntilMs - nowMs;
    // Clocks differ: what would be good for longer than it can be is not believed.
    if (freshMs > 0 && freshMs <= 2 * check.ttlMs) {
      return { kind: "known", state, goodForMs: freshMs };
    }
    const claimedMs = record.claimedUntilMs - nowMs;
    if (claimedMs <= 0 || claimedMs > 2 * (check.timeoutMs + claimGraceMs)) return undefined;
    return { kind: "known", state, goodForMs: Math.min(claimedMs, retryMs) };
  }
}

function cellOf({ name }: PreparedCheck): string {
  return `health/${name}`;
}
