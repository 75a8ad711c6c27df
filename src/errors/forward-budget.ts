import { systemClock, type Clock } from "../core/clock.ts";
import { ForwardBucket } from "./forward-bucket.ts";
import { rungAfter } from "./forward-ladder.ts";
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

interface Group {
  readonly bucket: ForwardBucket;
  total: number;
  left: number;
  sentMs: number | undefined;
  rung: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const maxGroups = 2_000;

/** Keeps the budget of this process or isolate in memory. */
export function memoryBudget(options: BudgetOptions = {}): ForwardBudget {
  return new MemoryBudget(options);
}

class MemoryBudget implements ForwardBudget {
  readonly #clock: Clock;
  readonly #bucket: ForwardBucket;
  readonly #keepForNew: number;
  readonly #groupEventsPerHour: number;
  readonly #restMs: number;
  readonly #groups = new Map<string, Group>();

  constructor({
    eventsPerMinute = 30,
    newShare = 0.2,
    groupEventsPerHour = 10,
    restMs = 0,
    clock = systemClock,
  }: BudgetOptions) {
    this.#clock = clock;
    this.#bucket = new ForwardBucket({ capacity: eventsPerMinute, fillMs: minuteMs });
    this.#keepForNew = eventsPerMinute * newShare;
    this.#groupEventsPerHour = groupEventsPerHour;
    this.#restMs = restMs;
  }

  async take(groupId: string, count: number, isLast: boolean): Promise<BudgetAnswer> {
    const nowMs = this.#clock.monotonicMs();
    const group = this.#groupOf(groupId);
    const isNew = group.sentMs === undefined;
    group.total += count;
    group.left += count;
    const reason = this.#reasonAgainst(group, nowMs, isLast);
    if (reason !== undefined || group.left === 0) {
      return { isNew, send: 0, left: group.left, reason };
    }
    const send = group.left;
    this.#bucket.take(nowMs);
    if (!isNew) group.bucket.take(nowMs);
    group.left = 0;
    group.sentMs = nowMs;
    group.rung = rungAfter(group.total);
    return { isNew, send, left: 0, reason };
  }

  #reasonAgainst(group: Group, nowMs: number, isLast: boolean): SuppressionReason | undefined {
    const quietMs = nowMs - (group.sentMs ?? -Infinity);
    if (isLast) return quietMs >= this.#restMs ? undefined : "group_budget";
    if (group.sentMs === undefined) return this.#bucket.has(nowMs) ? undefined : "budget";
    if (group.total < group.rung && quietMs <= hourMs) return "ladder";
    if (!group.bucket.has(nowMs)) return "group_budget";
    return this.#bucket.has(nowMs, this.#keepForNew) ? undefined : "budget";
  }

  #groupOf(id: string): Group {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const [oldest] = this.#groups.keys();
    if (this.#groups.size >= maxGroups && oldest !== undefined) this.#groups.delete(oldest);
    const bucket = new ForwardBucket({ capacity: this.#groupEventsPerHour, fillMs: hourMs });
    const group: Group = { bucket, total: 0, left: 0, sentMs: undefined, rung: 1 };
    this.#groups.set(id, group);
    return group;
  }
}
