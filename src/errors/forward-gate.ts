import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { CapturedError } from "./captured-error.ts";
import { memoryBudget, type BudgetAnswer, type ForwardBudget } from "./forward-budget.ts";
import type { ForwardCounter } from "./forward-counter.ts";
import { rungAfter } from "./forward-ladder.ts";
import type { ErrorReport } from "./forwarder.ts";

export interface GateOptions {
  /** @default that of this process, in memory */
  readonly budget: ForwardBudget | undefined;
  readonly counter: ForwardCounter;
  readonly clock: Clock;
  readonly ids: RandomIds;
}

/** What this source knows of a group. */
interface Group {
  readonly id: string;
  /** The latest error, for as long as there are occurrences that no event stands for. */
  sample: CapturedError | undefined;
  /** The event that was sent last. */
  sentId: string;
  count: number;
  /** Occurrences that the budget has not been told of. */
  untold: number;
  /** Occurrences that it has been told of, and that no event stands for. */
  left: number;
  rung: number;
  askedMs: number;
}

const hourMs = 3_600_000;
const maxGroups = 500;
/** More groups than that have no last event at one flush. */
const maxLastReports = 50;
const answerMs = 2_000;

/**
 * Decides which errors are sent, and what each stands for.
 *
 * It asks the budget only at the rungs of its own ladder, and tells it then what has come in between: so a shared budget
 * hears a few times of thousands of errors. Where a shared budget does not answer, one of its own decides; what the
 * shared one has counted nevertheless is then counted twice.
 */
export class ForwardGate {
  readonly #options: GateOptions;
  readonly #fallback: ForwardBudget;
  #budget: ForwardBudget | undefined;
  readonly #groups = new Map<string, Group>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#budget = options.budget;
    this.#fallback = memoryBudget({ clock: options.clock });
  }

  /** Lets a budget decide that others use as well, unless there is one already. */
  share(budget: ForwardBudget): void {
    this.#budget ??= budget;
  }

  /** Takes note of an error; the promise, which does not reject, is what to send where that has to be asked for. */
  offer(error: CapturedError, isLimited: boolean): Promise<ErrorReport | undefined> | undefined {
    const { counter, clock } = this.#options;
    const group = this.#groupOf(error.group.id);
    group.count++;
    group.untold++;
    group.sample = error;
    if (isLimited) {
      counter.suppress("limits");
      return undefined;
    }
    if (group.count < group.rung && clock.monotonicMs() - group.askedMs <= hourMs) {
      counter.suppress("ladder");
      return undefined;
    }
    return this.#ask(group, error, false);
  }

  /** Lets the next event of the group count what one that will never arrive stood for. */
  takeBack({ error, count }: ErrorReport): void {
    const group = this.#groupOf(error.group.id);
    group.untold += count;
    group.sample ??= error;
  }

  /** What to send for the counts that are left. */
  async last(): Promise<ErrorReport[]> {
    const waiting = [...this.#groups.values()].filter(({ untold, left }) => untold + left > 0);
    const asked = waiting.slice(0, maxLastReports).flatMap((group) => {
      return group.sample === undefined ? [] : [this.#ask(group, group.sample, true)];
    });
    const reports = await Promise.all(asked);
    return reports.filter((report) => report !== undefined);
  }

  async #ask(
    group: Group,
    error: CapturedError,
    isLast: boolean,
  ): Promise<ErrorReport | undefined> {
    const { counter, clock, ids } = this.#options;
    const { untold } = group;
    group.untold = 0;
    group.rung = rungAfter(group.count);
    group.askedMs = clock.monotonicMs();
    const { send, left, isNew, reason } = await this.#answer(group.id, untold, isLast);
    group.left = left;
    if (group.untold + left === 0) group.sample = undefined;
    if (send === 0) {
      if (!isLast && reason !== undefined) counter.suppress(reason);
      return undefined;
    }
    const eventId = error.errorId === group.sentId ? ids.next(16) : error.errorId;
    group.sentId = error.errorId;
    return { eventId, error, count: send, isNew };
  }

  async #answer(groupId: string, count: number, isLast: boolean): Promise<BudgetAnswer> {
    const { clock } = this.#options;
    const budget = this.#budget;
    if (budget === undefined) return await this.#fallback.take(groupId, count, isLast);
    try {
      const asked = budget.take(groupId, count, isLast);
      return await withDeadline(asked, "ask the budget", answerMs, clock);
    } catch {
      return await this.#fallback.take(groupId, count, isLast);
    }
  }

  #groupOf(id: string): Group {
    const known = this.#groups.get(id);
    if (known !== undefined) {
      // What comes again stays: the first one in the map is the one that has not come for longest.
      this.#groups.delete(id);
      this.#groups.set(id, known);
      return known;
    }
    if (this.#groups.size >= maxGroups) this.#forgetOldest();
    const group: Group = {
      id,
      sample: undefined,
      sentId: "",
      count: 0,
      untold: 0,
      left: 0,
      rung: 1,
      askedMs: 0,
    };
    this.#groups.set(id, group);
    return group;
  }

  #forgetOldest(): void {
    const [oldest] = this.#groups.values();
    if (oldest === undefined) return;
    this.#groups.delete(oldest.id);
    this.#options.counter.drop("groups_full", oldest.untold);
  }
}
