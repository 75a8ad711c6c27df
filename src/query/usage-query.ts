import { formatCursor, parseCursor, type OrderKey } from "./cursor.ts";
import {
  isBoundKept,
  keptSince,
  previousRange,
  type AskedRange,
  type PreviousRange,
} from "./kept-range.ts";
import { parseOrder, type Order } from "./order.ts";
import { readParameters } from "./parameters.ts";
import { QueryError } from "./query-error.ts";
import {
  checkStep,
  objectiveOf,
  parseRange,
  type Question,
  type QuerySettings,
} from "./question.ts";
import type { AnswerFormat } from "./given-parameters.ts";
import { parseUsageParameters, usageParameterNames } from "./parameter-schema.ts";
import type { TimeRange } from "../core/store.ts";
import type { Step } from "./time.ts";

/** A parsed question for usage figures. */
export interface UsageQuery extends Question {
  /** Undefined for one row a group over the whole range. */
  readonly step: Step | undefined;
  readonly order: readonly Order[];
  readonly limit: number;
  /** The last row that was told; undefined at the beginning. */
  readonly after: OrderKey | undefined;
  readonly previous: PreviousRange | undefined;
  readonly format: AnswerFormat | undefined;
  /** Writes the cursor that goes on after a row. */
  readonly cursorAfter: (key: OrderKey) => string;
}

const maxSteps = 10_000;

/**
 * Parses the parameters of a usage query.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseUsageQuery(
  search: URLSearchParams,
  nowMs: number,
  settings: QuerySettings = {},
): UsageQuery {
  const { named, filters } = readParameters(search, usageParameterNames());
  const given = parseUsageParameters(named);
  const cursor = given.cursor === undefined ? undefined : parseCursor(given.cursor, search);
  const askedMs = cursor?.askedMs ?? nowMs;
  const bounds = parseRange(given.from, given.to, askedMs);
  const { step, by } = given;
  if (step !== undefined) checkStep(step, bounds, askedMs, maxSteps);
  const order = parseOrder(given.order, by);
  const previous =
    given.compare === undefined ? undefined : comparedRange(bounds.asked, step, askedMs);
  if (cursor !== undefined) {
    checkCursor(cursor.after.length === order.length + by.length + 1, "it is none");
    const isKept = isAllKept({ bounds, previous, step }, askedMs, nowMs);
    checkCursor(isKept, "what it goes through has been rolled up; begin again without it");
  }
  return {
    range: bounds.range,
    nowMs: askedMs,
    step,
    by,
    filters,
    order,
    limit: given.limit,
    objective: objectiveOf(given.objective, settings),
    after: cursor?.after,
    previous,
    format: given.format,
    cursorAfter: (after) => formatCursor({ askedMs, after }, search),
  };
}

function comparedRange(asked: TimeRange, step: Step | undefined, nowMs: number): PreviousRange {
  const previous = previousRange(asked, step?.ms ?? 1, nowMs);
  const { name, stepMs } = previous.resolution;
  if (step !== undefined && step.ms < stepMs) {
    throw new QueryError(
      "compare",
      `Cannot compare: ${step.text} is not kept of the range before; use step ${name} or a later from`,
    );
  }
  return previous;
}

interface Read {
  readonly bounds: AskedRange;
  readonly previous: PreviousRange | undefined;
  readonly step: Step | undefined;
}

/** Whether what was kept when it was asked for still is. */
function isAllKept(
  { bounds: { asked, range }, previous, step }: Read,
  askedMs: number,
  nowMs: number,
): boolean {
  const stepMs = step?.ms ?? Infinity;
  return (
    isBoundKept(range.fromMs, keptSince(asked.fromMs, askedMs), stepMs, nowMs) &&
    isBoundKept(range.toMs, keptSince(asked.toMs, askedMs), stepMs, nowMs) &&
    (previous === undefined ||
      isBoundKept(previous.range.fromMs, previous.resolution, stepMs, nowMs))
  );
}

function checkCursor(isRight: boolean, state: string): void {
  if (!isRight) throw new QueryError("cursor", `Cannot use cursor: ${state}`);
}
