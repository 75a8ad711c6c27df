import {
  array,
  catchall,
  enum as oneOf,
  extend,
  literal,
  nullable,
  number,
  object,
  optional,
  partialRecord,
  record,
  string,
  union,
  unknown,
  type ZodMiniType,
} from "zod/mini";
import type { ProblemAnswer, SeriesAnswer, Usage } from "./answer.ts";
import { measures } from "../core/measures.ts";

const durations = object({
  avg: number(),
  p50: number(),
  p90: number(),
  p95: number(),
  p99: number(),
  p99_9: number(),
});

const figures = object({
  requests: number(),
  errors: number(),
  error_rate: number(),
  rate_per_second: number(),
  availability: nullable(number()),
  burn_rate: number(),
  apdex: nullable(number()),
  duration_ms: nullable(durations),
  bytes_in: nullable(number()),
  bytes_out: nullable(number()),
  cpu_ms: nullable(number()),
  unique_consumers: nullable(number()),
});

const compared = extend(figures, { previous: optional(nullable(figures)) });

const labelled = extend(compared, {
  time: optional(string()),
  partial: optional(literal(true)),
  service: optional(string()),
  method: optional(string()),
  route: optional(string()),
  status: optional(number()),
  status_class: optional(string()),
  release: optional(string()),
  consumer: optional(string()),
  country: optional(string()),
  colo: optional(string()),
});

const head = object({
  from: string(),
  to: string(),
  by: array(string()),
  coverage: oneOf(["system", "source"]),
});

/** What `/_edgewatch/api/usage` answers. */
export const usageAnswer: ZodMiniType<Usage> = extend(head, {
  step: nullable(string()),
  rows: array(catchall(labelled, unknown())),
  more: number(),
  next_cursor: nullable(string()),
  total: compared,
  previous: optional(object({ from: string(), to: string() })),
});

const line = object({
  labels: record(string(), union([string(), number()])),
  total: figures,
  values: partialRecord(oneOf(measures), array(nullable(number()))),
});

/** What `/_edgewatch/api/series` answers. */
export const seriesAnswer: ZodMiniType<SeriesAnswer> = extend(head, {
  step: string(),
  times: array(string()),
  partial: array(number()),
  series: array(line),
});

/** What a route answers that could not do what was asked. */
export const problemAnswer: ZodMiniType<ProblemAnswer> = object({
  detail: optional(string()),
  parameter: optional(string()),
});
