import { systemClock, type Clock } from "../core/clock.ts";
import {
  reasonAgainst,
  unheard,
  withEvent,
  withOccurrences,
  type ForwardedGroup,
} from "./forward-group.ts";
import { filled, takenFrom, type BucketOptions, type Tokens } from "./forward-tokens.ts";
import type { SuppressionReason } from "./forwarder.ts";

/** What to do about the occurrences that were told. */
export interface BudgetAnswer {
  /** Whether no event of the group has been sent before. */
  readonly isNew: boolean;
  /** How many occurrences an event that is sent now shall stand for, those of other sources included; 0 to send none. */
  readonly send: number;
  /** How many occurrences of the group no event stands for yet. */
  readonly left: number;
  /** Why none is sent. */
  readonly reason: SuppressionReason | undefined;
}

/** Says which errors are told to a receiver; isolates that share one send no more than one would. */
export interface ForwardBudget {
  /**
   * Counts further occurrences of a group, and says whether to send an event.
   *
   * @param isLast whether the source asks for the last time, so that ladder and buckets do not count
   */
  take(groupId: string, count: number, isLast: boolean): Promise<BudgetAnswer>;
}

export interface BudgetOptions {
  /** Events of all groups. @default 30 */
  readonly eventsPerMinute?: number | undefined;
  /** Which part of them only new groups may use. @default 0.2 */
  readonly newShare?: number | undefined;
  /** Events of one group, its first one not counted. @default 10 */
  readonly groupEventsPerHour?: number | undefined;
  /** How long after an event of a group its last one may follow; for budgets that many sources share. @default 0 */
  readonly restMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The limits of a budget, with what is not said filled in. */
export interface BudgetLimits {
  readonly bucket: BucketOptions;
  /** Tokens that only new groups may take. */
  readonly keptForNew: number;
  readonly groupEventsPerHour: number;
  readonly restMs: number;
}

const minuteMs = 60_000;
const maxGroups = 2_000;

export function toBudgetLimits({
  eventsPerMinute = 30,
  newShare = 0.2,
  groupEventsPerHour = 10,
  restMs = 0,
}: BudgetOptions): BudgetLimits {
  return {
    bucket: { capacity: eventsPerMinute, fillMs: minuteMs },
    keptForNew: eventsPerMinute * newShare,
    groupEventsPerHour,
    restMs,
  };
}

/** Keeps the budget of this process or isolate in memory. */
export function memoryBudget(options: BudgetOptions = {}): ForwardBudget {
  return new MemoryBudget(options);
}

class MemoryBudget implements ForwardBudget {
  readonly #clock: Clock;
  readonly #limits: BudgetLimits;
  #tokens: Tokens | undefined;
  readonly #groups = new Map<string, ForwardedGroup>();

  constructor(options: BudgetOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#limits = toBudgetLimits(options);
  }

  async take(groupId: string, count: number, isLast: boolean): Promise<BudgetAnswer> {
    const nowMs = this.#clock.monotonicMs();
    const { bucket, keptForNew } = this.#limits;
    const group = withOccurrences(this.#groups.get(groupId) ?? unheard, count);
    const isNew = group.sentMs === undefined;
    const tokens = filled(this.#tokens, nowMs, bucket);
    const hasToken = isLast || tokens.count >= 1 + (isNew ? 0 : keptForNew);
    const reason =
      reasonAgainst(group, nowMs, isLast, this.#limits) ?? (hasToken ? undefined : "budget");
    if (reason !== undefined || group.left === 0) {
      this.#keep(groupId, group);
      return { isNew, send: 0, left: group.left, reason };
    }
    this.#tokens = takenFrom(tokens, bucket);
    this.#keep(groupId, withEvent(group, nowMs, this.#limits));
    return { isNew, send: group.left, left: 0, reason };
  }

  #keep(id: string, group: ForwardedGroup): void {
    const [oldest] = this.#groups.keys();
    const isFull = this.#groups.size >= maxGroups && !this.#groups.has(id);
    if (isFull && oldest !== undefined) this.#groups.delete(oldest);
    this.#groups.set(id, group);
  }
}
