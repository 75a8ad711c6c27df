import type { Store } from "../core/store.ts";
import type { Measure } from "../core/measures.ts";
import type { StepsHead } from "./steps.ts";

/** Durations in milliseconds. Quantiles are within 1.09 % of one that was recorded. */
export interface Durations {
  readonly avg: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p99_9: number;
}

/** The figures of one group of requests, as docs/kpis.md defines them; null is what cannot be known. */
export interface UsageFigures {
  readonly requests: number;
  /** Requests answered with a 5xx. */
  readonly errors: number;
  readonly error_rate: number;
  readonly rate_per_second: number;
  readonly availability: number | null;
  readonly burn_rate: number;
  readonly apdex: number | null;
  readonly duration_ms: Durations | null;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Average over the requests that it is known of. */
  readonly cpu_ms: number | null;
  readonly unique_consumers: number | null;
}

/** Figures beside those of the range before; null where the group had none, absent where nobody asked. */
export interface ComparedFigures extends UsageFigures {
  readonly previous?: UsageFigures | null | undefined;
}

/** The figures of one group, with the labels that were asked for; those of the user's own by their names. */
export interface UsageRow extends ComparedFigures {
  /** Start of the step, where there are steps. */
  readonly time?: string | undefined;
  /** The step lies partly outside the range, or is not over yet. */
  readonly partial?: true | undefined;
  readonly service?: string | undefined;
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly status_class?: string | undefined;
  readonly release?: string | undefined;
  readonly consumer?: string | undefined;
  readonly country?: string | undefined;
  readonly colo?: string | undefined;
  readonly [ownLabel: string]: unknown;
}

/** What is said of the range and grouping that an answer is about. */
export interface AnswerHead {
  /** Bounds of the answer: those of the buckets that are kept. */
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
  /** `source` means that only the process that answered is covered. */
  readonly coverage: Store["coverage"];
}

/** The answer of `/_edgewatch/api/usage`. */
export interface Usage extends AnswerHead {
  readonly step: string | null;
  readonly rows: readonly UsageRow[];
  /** Rows after these. */
  readonly more: number;
  /** Continues after these rows; null at the end. */
  readonly next_cursor: string | null;
  readonly total: ComparedFigures;
  /** The bounds that `compare=previous` compares with. */
  readonly previous?: { readonly from: string; readonly to: string } | undefined;
}

/** One line of a chart, or one of each measure. */
export interface UsageSeries {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly total: UsageFigures;
  /** One value a step; null where it cannot be known. */
  readonly values: Readonly<Partial<Record<Measure, readonly (number | null)[]>>>;
}

/** The answer of `/_edgewatch/api/series`. */
export interface SeriesAnswer extends AnswerHead, StepsHead {
  readonly series: readonly UsageSeries[];
}

/** A problem that a route has answered with, as RFC 9457 names its members. */
export interface ProblemAnswer {
  readonly detail?: string | undefined;
  readonly parameter?: string | undefined;
}
