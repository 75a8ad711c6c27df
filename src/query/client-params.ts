import type { LabelName } from "../core/labels.ts";
import type { Measure } from "../core/measures.ts";
import type { ErrorState } from "../errors/error-state.ts";
import type { DependencyOrder } from "./dependency-orders.ts";
import type { ErrorOrder } from "./error-facets.ts";

/** A label that every series has, or one of the user's own. */
export type QueryLabel = LabelName | "status_class" | (string & {});

export type QueryStep = "10s" | "1m" | "10m" | "1h" | "1d";

/** Values by label, any of which will do: `{ status: "5xx", route: ["/a", "/b"] }`. */
export type QueryFilters = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** Which time a question is about; what is left out has the server's default. */
export interface RangeParams {
  /** ISO 8601, `now`, a relative time such as `-24h` or `-24h/10m`, or a date. @default "-24h" */
  readonly from?: string | Date | undefined;
  /** @default "now" */
  readonly to?: string | Date | undefined;
  readonly step?: QueryStep | undefined;
}

/** What a question for an overview may say. */
export interface OverviewParams extends RangeParams {
  readonly filters?: QueryFilters | undefined;
  /** How many of the busiest are told, up to 100. @default 10 */
  readonly limit?: number | undefined;
  /** Share of requests that should be answered without an error, or percent. @default that of the server */
  readonly objective?: number | undefined;
}

/** What every question about usage may say. */
export interface QueryParams extends OverviewParams {
  /** @default ["route"] */
  readonly by?: readonly QueryLabel[] | undefined;
  readonly limit?: number | undefined;
}

export interface UsageParams extends QueryParams {
  /** Measures, labels that rows are grouped by, or `time`; a `-` before one is descending. */
  readonly order?: readonly string[] | undefined;
  readonly compare?: "previous" | undefined;
  /** `next_cursor` of the answer before; everything else must be as it was. */
  readonly cursor?: string | undefined;
}

export interface SeriesParams extends QueryParams {
  readonly measures?: readonly Measure[] | undefined;
}

/** What a question for groups of errors may say. */
export interface ErrorParams extends RangeParams {
  /** Words that a group must have. */
  readonly q?: string | undefined;
  readonly service?: string | undefined;
  readonly release?: string | undefined;
  readonly code?: string | undefined;
  readonly category?: string | undefined;
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly type?: string | undefined;
  /** Leaves the groups that hit it, and those that may have. */
  readonly consumer?: string | undefined;
  readonly state?: ErrorState | undefined;
  /** @default "-last_seen" */
  readonly order?: ErrorOrder | `-${ErrorOrder}` | undefined;
  /** @default 50 */
  readonly limit?: number | undefined;
}

/** What a question for calls of other services may say. */
export interface DependencyParams extends RangeParams {
  readonly dependency?: string | undefined;
  /** @default "dependency" */
  readonly by?: "dependency" | "operation" | undefined;
  /** @default "-calls" */
  readonly order?: DependencyOrder | `-${DependencyOrder}` | undefined;
  /** @default 100 */
  readonly limit?: number | undefined;
}
