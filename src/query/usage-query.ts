import { labelNames, type LabelName } from "../core/labels.ts";
import type { TimeRange } from "../core/store.ts";
import { QueryError } from "./query-error.ts";
import { parseStep, parseTime } from "./time.ts";

/** What a usage row can be ordered by, besides its labels. */
export const measures = [
  "requests",
  "errors",
  "error_rate",
  "rate_per_second",
  "p50",
  "p90",
  "p95",
  "p99",
] as const;
export type Measure = (typeof measures)[number];

export interface Order {
  readonly by: Measure | LabelName | "time";
  readonly isDescending: boolean;
}

/** A parsed question for usage figures. */
export interface UsageQuery {
  readonly range: TimeRange;
  /** Undefined for one row a group over the whole range. */
  readonly step: { readonly text: string; readonly ms: number } | undefined;
  readonly by: readonly LabelName[];
  readonly order: readonly Order[];
  readonly limit: number;
}

const parameters = new Set(["from", "to", "step", "by", "order", "limit"]);
const maxLimit = 1_000;
const defaultLimit = 100;
const maxSteps = 10_000;

/**
 * Parses the parameters of a usage query.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseUsageQuery(search: URLSearchParams, nowMs: number): UsageQuery {
  for (const name of search.keys()) {
    if (!parameters.has(name)) {
      throw new QueryError(
        name,
        `Cannot use the parameter: known ones are ${[...parameters].join(", ")}`,
      );
    }
    if (search.getAll(name).length > 1)
      throw new QueryError(name, `Cannot use ${name}: it is given twice`);
  }
  const fromMs = parseTime("from", search.get("from") ?? "-24h", nowMs);
  const to = search.get("to") ?? "now";
  const endMs = parseTime("to", to, nowMs);
  if (fromMs >= endMs) throw new QueryError("from", "Cannot use from: it is not before to");
  // The range is half-open: what has just been counted belongs to one that ends now.
  const range = { fromMs, toMs: to === "now" ? endMs + 1 : endMs };
  const stepText = search.get("step");
  const step = stepText === null ? undefined : { text: stepText, ms: parseStep(stepText) };
  if (step !== undefined && (range.toMs - range.fromMs) / step.ms > maxSteps) {
    throw new QueryError("step", `Cannot use step: the range holds more than ${maxSteps} of it`);
  }
  const by = parseBy(search.get("by"));
  return {
    range,
    step,
    by,
    order: parseOrder(search.get("order"), by),
    limit: parseLimit(search.get("limit")),
  };
}

function parseBy(text: string | null): LabelName[] {
  if (text === null) return ["route"];
  if (text === "") return [];
  const names = text.split(",").map((name) => {
    const known = labelNames.find((label) => label === name);
    if (known === undefined) {
      throw new QueryError("by", `Cannot group by: expected some of ${labelNames.join(", ")}`);
    }
    return known;
  });
  return [...new Set(names)];
}

function parseOrder(text: string | null, by: readonly LabelName[]): Order[] {
  if (text === null)
    return [
      { by: "time", isDescending: false },
      { by: "requests", isDescending: true },
    ];
  return text.split(",").map((part) => {
    const isDescending = part.startsWith("-");
    const name = isDescending ? part.slice(1) : part;
    const known = [...measures, ...by, "time" as const].find((choice) => choice === name);
    if (known === undefined) {
      throw new QueryError(
        "order",
        `Cannot order by it: expected some of ${[...measures, ...by, "time"].join(", ")}, with - before it for descending`,
      );
    }
    return { by: known, isDescending };
  });
}

function parseLimit(text: string | null): number {
  if (text === null) return defaultLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(limit >= 1 && limit <= maxLimit)) {
    throw new QueryError(
      "limit",
      `Cannot use limit: expected a whole number from 1 to ${maxLimit}`,
    );
  }
  return limit;
}
