import { endOfTimeMs } from "../core/frame.ts";
import type { Reading, Store, TimeRange } from "../core/store.ts";
import type { Usage, UsageFigures, UsageRow } from "./answer.ts";
import type { OrderKey } from "./cursor.ts";
import { Grouped, type Cell } from "./grouped.ts";
import { isoRange } from "./iso-range.ts";
import { errorBudget } from "./objective.ts";
import { compareKeys } from "./order.ts";
import { checkOwnNames, ownNamesOf } from "./parameters.ts";
import type { QuerySettings } from "./question.ts";
import { SeriesIndex } from "./series-index.ts";
import { spanOf, stepStart, type StepSpan } from "./step-span.ts";
import type { UsageQuery } from "./usage-query.ts";

const nothing: Reading = { frames: [], sources: 0 };

/**
 * Answers a usage query from a store.
 *
 * Rows are in a total order, so that stores that have counted the same give the same answer.
 *
 * @throws QueryError when it asks for a label that nobody knows.
 */
export async function readUsage(
  store: Store,
  query: UsageQuery,
  settings: QuerySettings = {},
): Promise<Usage> {
  const stepMs = query.step?.ms ?? endOfTimeMs;
  const [reading, before] = await Promise.all([
    store.read(query.range, stepMs),
    readBefore(store, query.previous?.range, stepMs),
  ]);
  const answer = new UsageAnswer(query, settings, reading, before);
  return answer.toUsage(store.coverage);
}

async function readBefore(
  store: Store,
  range: TimeRange | undefined,
  stepMs: number,
): Promise<Reading> {
  if (range === undefined || range.fromMs >= range.toMs) return nothing;
  return await store.read(range, stepMs);
}

interface Keyed {
  readonly cell: Cell;
  readonly key: OrderKey;
}

class UsageAnswer {
  readonly #query: UsageQuery;
  readonly #current: Grouped;
  readonly #before: Grouped;
  readonly #budget: number;

  constructor(query: UsageQuery, settings: QuerySettings, reading: Reading, before: Reading) {
    const { range, step, by, filters, previous } = query;
    const index = new SeriesIndex(query, settings);
    const shiftMs = previous?.shiftMs ?? 0;
    this.#query = query;
    this.#budget = errorBudget(query.objective);
    this.#current = new Grouped(reading.frames, index, ({ startMs }) =>
      step === undefined ? 0 : stepStart(startMs, range, step.ms),
    );
    this.#before = new Grouped(before.frames, index, ({ startMs }) =>
      step === undefined ? 0 : stepStart(startMs, previous?.range ?? range, step.ms) + shiftMs,
    );
    checkOwnNames(ownNamesOf(by, filters), index.ownLabels);
  }

  toUsage(coverage: Store["coverage"]): Usage {
    const { range, step, by, limit, previous, cursorAfter } = this.#query;
    const rest = this.#restOfRows();
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const more = rest.length - page.length;
    return {
      ...isoRange(range),
      step: step?.text ?? null,
      by,
      coverage,
      rows: page.map(({ cell }) => this.#toRow(cell)),
      more,
      next_cursor: more === 0 || last === undefined ? null : cursorAfter(last.key),
      total: { ...this.#total(this.#current, range), ...this.#totalBefore() },
      ...(previous === undefined ? {} : { previous: isoRange(previous.range) }),
    };
  }

  /** All rows from where the cursor stands, in order. */
  #restOfRows(): Keyed[] {
    const { order, after } = this.#query;
    const keyed = Array.from(this.#current.cells(), (cell) => ({ cell, key: this.#keyOf(cell) }));
    const rest =
      after === undefined ? keyed : keyed.filter(({ key }) => compareKeys(key, after, order) > 0);
    return rest.toSorted((a, b) => compareKeys(a.key, b.key, order));
  }

  #keyOf({ timeMs, labels, group }: Cell): OrderKey {
    const { order, by } = this.#query;
    const scale = { ...this.#spanOf(timeMs), budget: this.#budget };
    const ordered = order.map(({ by: name, measure }) => {
      if (measure !== undefined) return group.measure(measure, scale);
      return name === "time" ? timeMs : (labels[name] ?? "");
    });
    return [...ordered, ...by.map((name) => labels[name] ?? ""), timeMs];
  }

  #toRow(cell: Cell): UsageRow {
    const { step, previous } = this.#query;
    const { timeMs, labels, group } = cell;
    const span = this.#spanOf(timeMs);
    return {
      ...(step === undefined ? {} : { time: new Date(timeMs).toISOString() }),
      ...labels,
      ...group.figures({ ...span, budget: this.#budget }),
      ...(step !== undefined && span.isPartial ? { partial: true } : {}),
      ...(previous === undefined ? {} : { previous: this.#figuresBefore(cell) }),
    };
  }

  #spanOf(timeMs: number): StepSpan {
    const { range, step, nowMs } = this.#query;
    if (step === undefined) return { lengthMs: range.toMs - range.fromMs, isPartial: false };
    return spanOf(timeMs, step.ms, range, nowMs);
  }

  #figuresBefore({ timeMs, groupKey }: Cell): UsageFigures | null {
    const { previous, step, nowMs } = this.#query;
    const found = this.#before.find(timeMs, groupKey);
    if (previous === undefined || found === undefined) return null;
    const { range, shiftMs } = previous;
    const lengthMs =
      step === undefined
        ? range.toMs - range.fromMs
        : spanOf(timeMs - shiftMs, step.ms, range, nowMs).lengthMs;
    return found.group.figures({ lengthMs, budget: this.#budget });
  }

  #totalBefore(): { readonly previous?: UsageFigures | null } {
    const { previous } = this.#query;
    if (previous === undefined) return {};
    const isEmpty = previous.range.fromMs >= previous.range.toMs;
    return { previous: isEmpty ? null : this.#total(this.#before, previous.range) };
  }

  #total(grouped: Grouped, { fromMs, toMs }: TimeRange): UsageFigures {
    const scale = { lengthMs: toMs - fromMs, budget: this.#budget };
    return grouped.totalFigures(scale, this.#query.filters.size > 0);
  }
}
