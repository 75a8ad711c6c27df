import { RandomIds } from "../core/random-ids.ts";
import { readErrorNotes, type ErrorNote } from "./error-state.ts";
import {
  toBudgetLimits,
  type BudgetAnswer,
  type BudgetLimits,
  type BudgetOptions,
  type ForwardBudget,
} from "./forward-budget.ts";
import {
  reasonAgainst,
  unheard,
  withEvent,
  withOccurrences,
  type ForwardedGroup,
} from "./forward-group.ts";
import { filled, takenFrom, type Tokens } from "./forward-tokens.ts";
import { SharedCells } from "./shared-cells.ts";
import type { SharedState } from "./shared-state.ts";

const keepMs = 7 * 86_400_000;
/** How long it may take until a group that was muted is silent. */
const notesMs = 30_000;
/** Several sources that end do not each send a last event. */
const restMs = 60_000;

/**
 * Keeps the budget of all who share a store in its cells, and knows which groups are muted.
 *
 * A group that was resolved starts over: its next event is sent as that of a new one.
 */
export function sharedBudget(state: SharedState, options: BudgetOptions = {}): ForwardBudget {
  return new SharedBudget(state, options);
}

class SharedBudget implements ForwardBudget {
  readonly #state: SharedState;
  readonly #limits: BudgetLimits;
  readonly #cells: SharedCells;
  #notes: ReadonlyMap<string, ErrorNote> = new Map();
  #notesMs = -Infinity;

  constructor(state: SharedState, options: BudgetOptions) {
    this.#state = state;
    this.#limits = toBudgetLimits({ restMs, ...options });
    this.#cells = new SharedCells(state.cells, new RandomIds(), keepMs);
  }

  async take(groupId: string, count: number, isLast: boolean): Promise<BudgetAnswer> {
    const nowMs = this.#state.clock.now();
    const note = (await this.#readNotes(nowMs)).get(groupId);
    if (note?.state === "muted") return { isNew: false, send: 0, left: 0, reason: "muted" };
    const limits = this.#limits;
    let hasToken = isLast;
    const name = `forward/${this.#state.name}/${groupId}`;
    return await this.#cells.change<ForwardedGroup, BudgetAnswer>(name, async (known) => {
      const before = startedOver(known ?? unheard, note);
      const group = withOccurrences(before, count);
      const isNew = group.sentMs === undefined;
      let reason = reasonAgainst(group, nowMs, isLast, limits);
      if (reason === undefined && group.left > 0 && !hasToken) {
        hasToken = await this.#takeToken(nowMs, isNew);
        if (!hasToken) reason = "budget";
      }
      if (reason !== undefined || group.left === 0) {
        return { value: group, answer: { isNew, send: 0, left: group.left, reason } };
      }
      const answer = { isNew, send: group.left, left: 0, reason };
      return { value: withEvent(group, nowMs, limits), answer };
    });
  }

  async #takeToken(nowMs: number, isNew: boolean): Promise<boolean> {
    const { bucket, keptForNew } = this.#limits;
    const name = `forward/${this.#state.name}`;
    return await this.#cells.change<Tokens, boolean>(name, (known) => {
      const tokens = filled(known, nowMs, bucket);
      if (tokens.count < 1 + (isNew ? 0 : keptForNew)) return { answer: false };
      return { value: takenFrom(tokens, bucket), answer: true };
    });
  }

  async #readNotes(nowMs: number): Promise<ReadonlyMap<string, ErrorNote>> {
    if (nowMs - this.#notesMs < notesMs) return this.#notes;
    this.#notes = await readErrorNotes(this.#state.notes);
    this.#notesMs = nowMs;
    return this.#notes;
  }
}

function startedOver(group: ForwardedGroup, note: ErrorNote | undefined): ForwardedGroup {
  const isResolved = note?.state === "resolved" && (group.sentMs ?? Infinity) < note.changedMs;
  return isResolved ? { ...unheard, left: group.left } : group;
}
