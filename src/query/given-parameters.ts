import type { Measure } from "./measure.ts";
import type { Step } from "./time.ts";

/** How an answer is written. */
export type AnswerFormat = "json" | "csv" | "ndjson";

/** Parameters of every question about usage. */
export interface CommonParameters {
  readonly from: string;
  readonly to: string;
  readonly step?: Step | undefined;
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
