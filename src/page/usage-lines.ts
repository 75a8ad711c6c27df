import type { SeriesAnswer, UsageFigures, UsageRow } from "../query/answer.ts";
import { withoutPartial } from "./whole-steps.ts";

/** The figures of one route or consumer, as a table shows them. */
export interface UsageLine {
  readonly key: string;
  readonly method: string;
  readonly route: string;
  readonly consumer: string;
  readonly total: UsageFigures;
  /** Requests by step; undefined where nobody asked. */
  readonly requests: readonly (number | null)[] | undefined;
}

/** Reads the lines of an answer with series. */
export function seriesLines({
  series,
  partial,
}: Pick<SeriesAnswer, "series" | "partial">): UsageLine[] {
  return series.map(({ labels, total, values }) =>
    toLine(labels, total, withoutPartial(values.requests ?? [], partial)),
  );
}

/** Reads the lines of an answer with rows. */
export function rowLines(rows: readonly UsageRow[]): UsageLine[] {
  return rows.map((row) => toLine(row, row, undefined));
}

function toLine(
  labels: Readonly<Record<string, unknown>>,
  total: UsageFigures,
  requests: UsageLine["requests"],
): UsageLine {
  const names = {
    method: textOf(labels["method"]),
    route: textOf(labels["route"]),
    consumer: textOf(labels["consumer"]),
  };
  return { ...names, key: JSON.stringify(names), total, requests };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
