import type { ErrorFacet } from "./error-facets.ts";
import type { ErrorState } from "../errors/error-state.ts";
import type { Measure } from "../core/measures.ts";
import type { Step } from "./time.ts";

/** How an answer is written. */
export type AnswerFormat = "json" | "csv" | "ndjson";

/** Parameters of every question for what happened in a range. */
export interface RangeParameters {
  readonly from: string;
  readonly to: string;
  readonly step?: Step | undefined;
}

/** Parameters of every question about usage. */
export interface CommonParameters extends RangeParameters {
  readonly by: readonly string[];
  readonly limit: number;
  readonly format?: AnswerFormat | undefined;
  readonly objective?: number | undefined;
}

export interface UsageParameters extends CommonParameters {
  readonly order?: readonly string[] | undefined;
  readonly compare?: "previous" | undefined;
  readonly cursor?: string | undefined;
}

export interface SeriesParameters extends CommonParameters {
  readonly measures: readonly Measure[];
}

export interface OverviewParameters extends RangeParameters {
  readonly objective?: number | undefined;
  readonly limit: number;
}

export interface DependencyParameters extends RangeParameters {
  readonly dependency?: string | undefined;
  readonly service?: string | undefined;
  readonly by: "dependency" | "operation";
  readonly order: string;
  readonly limit: number;
}

export interface ErrorParameters extends RangeParameters {
  readonly q: string;
  readonly service?: string | undefined;
  readonly release?: string | undefined;
  readonly code?: string | undefined;
  readonly category?: string | undefined;
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly type?: string | undefined;
  readonly consumer?: string | undefined;
  readonly state?: ErrorState | undefined;
  readonly by?: ErrorFacet | undefined;
  readonly order: string;
  readonly limit: number;
}
