import { frameMs, frameStart, type Frame, type SeriesValue } from "../core/frame.ts";
import { parseSeriesKey, type LabelName } from "../core/labels.ts";
import { roundedMs } from "../core/rounded-ms.ts";
import type { Reading, Store } from "../core/store.ts";
import { Series } from "../metrics/series.ts";
import type { Order, UsageQuery } from "./usage-query.ts";

/** The figures of one group of requests. Quantiles are within 1.09 %; they are absent without requests. */
export interface UsageFigures {
  readonly requests: number;
  /** Requests answered with a 5xx. */
  readonly errors: number;
  readonly error_rate: number;
  readonly rate_per_second: number;
  readonly duration_ms: {
    readonly avg: number;
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
  } | null;
}

export type UsageRow = UsageFigures & { readonly time?: string } & {
  readonly [label in LabelName]?: string | number;
};

/** The answer of `/_edgewatch/api/usage`. */
export interface Usage {
  /** Bounds of the answer, widened to whole 10 s. */
  readonly from: string;
  readonly to: string;
  readonly step: string | null;
  readonly by: readonly LabelName[];
  /** `source` means that only the process that answered is covered. */
  readonly coverage: Store["coverage"];
  readonly rows: readonly UsageRow[];
  /** Groups that `limit` left out. */
  readonly more: number;
  readonly total: UsageFigures;
}

const secondMs = 1_000;

/** One step that holds every range. */
const wholeRangeMs = frameMs * 1e11;

/** Answers a usage query from a store. */
export async function readUsage(store: Store, query: UsageQuery): Promise<Usage> {
  const reading = await store.read(query.range, query.step?.ms ?? wholeRangeMs);
  return toUsage(query, reading, store.coverage);
}

function toUsage(query: UsageQuery, reading: Reading, coverage: Store["coverage"]): Usage {
  const fromMs = frameStart(query.range.fromMs);
  const toMs = frameStart(query.range.toMs - 1) + frameMs;
  const total = new Group();
  const rows: UsageRow[] = [];
  for (const frame of reading.frames) {
    const stepStartMs = query.step === undefined ? fromMs : Math.max(frame.startMs, fromMs);
    const stepEndMs =
      query.step === undefined ? toMs : Math.min(frame.startMs + query.step.ms, toMs);
    const time = query.step === undefined ? undefined : new Date(frame.startMs).toISOString();
    for (const group of groupsOf(frame, query.by, total)) {
      const row = { ...group.labels, ...group.figures(stepEndMs - stepStartMs) };
      rows.push(time === undefined ? row : { time, ...row });
    }
  }
  rows.sort(comparator(query.order));
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    step: query.step?.text ?? null,
    by: query.by,
    coverage,
    rows: rows.slice(0, query.limit),
    more: Math.max(0, rows.length - query.limit),
    total: total.figures(toMs - fromMs),
  };
}

class Group {
  readonly labels: Readonly<Partial<Record<LabelName, string | number>>>;
  readonly #series = new Series();
  #errors = 0;

  constructor(labels: Readonly<Partial<Record<LabelName, string | number>>> = {}) {
    this.labels = labels;
  }

  add(value: SeriesValue, isError: boolean): void {
    const before = this.#series.durations.count;
    this.#series.merge(value);
    if (isError) this.#errors += this.#series.durations.count - before;
  }

  figures(rangeMs: number): UsageFigures {
    const { count, sumUs } = this.#series.durations;
    return {
      requests: count,
      errors: this.#errors,
      error_rate: count === 0 ? 0 : this.#errors / count,
      rate_per_second: count / (rangeMs / secondMs),
      duration_ms:
        count === 0
          ? null
          : {
              avg: roundedMs(sumUs / secondMs / count),
              p50: this.#quantileMs(0.5),
              p90: this.#quantileMs(0.9),
              p95: this.#quantileMs(0.95),
              p99: this.#quantileMs(0.99),
            },
    };
  }

  #quantileMs(q: number): number {
    return roundedMs((this.#series.durations.quantile(q) ?? 0) * secondMs);
  }
}

function groupsOf(frame: Frame, by: readonly LabelName[], total: Group): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const [key, value] of frame.series) {
    const labels = parseSeriesKey(key);
    const isError = Number(labels.status) >= 500;
    const chosen = by.map(
      (name) => [name, name === "status" ? Number(labels.status) : labels[name]] as const,
    );
    const groupKey = JSON.stringify(chosen);
    let group = groups.get(groupKey);
    if (group === undefined) {
      group = new Group(Object.fromEntries(chosen));
      groups.set(groupKey, group);
    }
    group.add(value, isError);
    total.add(value, isError);
  }
  return groups.values();
}

function comparator(order: readonly Order[]): (a: UsageRow, b: UsageRow) => number {
  return (a, b) => {
    for (const { by, isDescending } of order) {
      const difference = compare(valueOf(a, by), valueOf(b, by));
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  };
}

function valueOf(row: UsageRow, by: Order["by"]): string | number {
  if (by === "p50" || by === "p90" || by === "p95" || by === "p99")
    return row.duration_ms?.[by] ?? 0;
  return row[by] ?? "";
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
