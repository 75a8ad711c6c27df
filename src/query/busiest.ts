import type { Frame } from "../core/frame.ts";
import type { UsageRow } from "./answer.ts";
import { Grouped } from "./grouped.ts";
import { errorBudget } from "./objective.ts";
import { compareKeys } from "./order.ts";
import type { Question, QuerySettings } from "./question.ts";
import { SeriesIndex } from "./series-index.ts";

const byRequests = [{ by: "requests", measure: "requests", isDescending: true }] as const;

/** Finds the groups with the most requests, without those that have no name; their labels decide between equals. */
export function busiest(
  frames: readonly Frame[],
  question: Question & { readonly limit: number },
  settings: QuerySettings,
): UsageRow[] {
  const { by, range, limit, objective } = question;
  const grouped = new Grouped(frames, new SeriesIndex(question, settings), () => 0);
  const scale = { lengthMs: range.toMs - range.fromMs, budget: errorBudget(objective) };
  return Array.from(grouped.cells(), ({ labels, group }) => ({
    labels,
    group,
    key: [group.requests, ...by.map((name) => labels[name] ?? "")],
  }))
    .filter(({ labels }) => by.some((name) => labels[name] !== ""))
    .toSorted((a, b) => compareKeys(a.key, b.key, byRequests))
    .slice(0, limit)
    .map(({ labels, group }) => Object.assign({}, labels, group.figures(scale)));
}
