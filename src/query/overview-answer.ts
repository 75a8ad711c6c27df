import type { HealthStatus } from "../health/check.ts";
import type { Measure } from "../core/measures.ts";
import type { AnswerHead, UsageFigures, UsageRow } from "./answer.ts";
import type { DependencyRow } from "./dependencies.ts";
import type { ErrorGroup } from "./found-groups.ts";
import type { StepsHead } from "./steps.ts";

/** One value a step of each measure; null where it cannot be known. */
export type MeasureValues = Readonly<Partial<Record<Measure, readonly (number | null)[]>>>;

/** Something that happened at a time, and may be why figures changed. */
export type Mark = ReleaseMark | HealthMark;

/**
 * A service ran a release that it had not been seen with before, while it had been with another; or went back to one, and
 * answered at least 20 requests in a row with it.
 */
export interface ReleaseMark {
  /** Start of the step in which it happened. */
  readonly time: string;
  readonly kind: "release";
  readonly service: string;
  readonly release: string;
}

/** A check went to another status. */
export interface HealthMark {
  /** Start of the step in which it happened. */
  readonly time: string;
  readonly kind: "health";
  readonly service: string;
  readonly check: string;
  readonly status: HealthStatus;
}

/** The requests of one class of statuses. */
export interface StatusClassSeries {
  /** Such as `2xx`. */
  readonly status_class: string;
  readonly requests: number;
  readonly values: readonly (number | null)[];
}

/** How durations were distributed, step by step. */
export interface DurationHeatmap {
  /** The upper bound of each row in milliseconds, ascending by half octaves; 0 for the row of what took no time at all. */
  readonly bounds_ms: readonly number[];
  /** Requests by step and row. */
  readonly counts: readonly (readonly number[])[];
}

/** The range before, of the same length. */
export interface PreviousOverview {
  readonly from: string;
  readonly to: string;
  /** Null where nothing of it is kept. */
  readonly total: UsageFigures | null;
  /** By the indexes of the range's own steps. */
  readonly values: MeasureValues;
}

/** The answer of `/_edgewatch/api/overview`. */
export interface Overview extends AnswerHead, StepsHead {
  /** Isolates and processes that contributed to the minutes that were read. */
  readonly sources: number;
  /** The share of requests that should be answered without an error. */
  readonly objective: number;
  readonly total: UsageFigures;
  readonly previous: PreviousOverview;
  readonly values: MeasureValues;
  /** In the order of the classes; those that nothing was counted of are left out. */
  readonly classes: readonly StatusClassSeries[];
  readonly heatmap: DurationHeatmap;
  /** Oldest first. */
  readonly marks: readonly Mark[];
  /** By code, the most frequent first. */
  readonly statuses: readonly UsageRow[];
  /** The busiest. */
  readonly routes: readonly UsageRow[];
  /** The busiest. */
  readonly consumers: readonly UsageRow[];
  /** The most frequent. */
  readonly errors: readonly ErrorGroup[];
  /** The busiest; none where filters leave out a part of the requests, of which calls know nothing. */
  readonly dependencies: readonly DependencyRow[];
}
