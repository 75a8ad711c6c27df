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
import type { ProblemAnswer, SeriesAnswer, Usage, UsageRow } from "./answer.ts";
import type { DependencyList } from "./dependencies.ts";
import type { ErrorGroupDetails } from "./error-group-details.ts";
import type { ErrorList } from "./error-groups.ts";
import type { MeasureValues, Overview } from "./overview-answer.ts";
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

const usageRow: ZodMiniType<UsageRow> = catchall(labelled, unknown());

const range = object({
  from: string(),
  to: string(),
  coverage: oneOf(["system", "source"]),
});

const head = extend(range, { by: array(string()) });

/** What `/_edgewatch/api/usage` answers. */
export const usageAnswer: ZodMiniType<Usage> = extend(head, {
  step: nullable(string()),
  rows: array(usageRow),
  more: number(),
  next_cursor: nullable(string()),
  total: compared,
  previous: optional(object({ from: string(), to: string() })),
});

const measureValues: ZodMiniType<MeasureValues> = partialRecord(
  oneOf(measures),
  array(nullable(number())),
);

const line = object({
  labels: record(string(), union([string(), number()])),
  total: figures,
  values: measureValues,
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

const numbers = array(number());
const knownNumbers = array(nullable(number()));
const counts = record(string(), number());

const steps = {
  step: optional(string()),
  times: optional(array(string())),
  partial: optional(numbers),
};

const errorGroup = object({
  id: string(),
  title: string(),
  type: string(),
  code: string(),
  category: string(),
  method: string(),
  route: string(),
  count: number(),
  first_seen: string(),
  last_seen: string(),
  state: oneOf(["open", "resolved", "regressed", "muted"]),
  is_new: literal([true, false]),
  is_spiking: literal([true, false]),
  consumers: number(),
  services: counts,
  releases: counts,
  hits_consumer: optional(nullable(literal(true))),
  values: optional(numbers),
});

const sample = catchall(object({ errorId: string(), timeMs: number() }), unknown());

/** What `/_edgewatch/api/errors` answers. */
export const errorsAnswer: ZodMiniType<ErrorList> = extend(range, {
  ...steps,
  total: number(),
  groups: array(errorGroup),
  more: number(),
});

/** What `/_edgewatch/api/errors/<id>` answers. */
export const errorGroupAnswer: ZodMiniType<ErrorGroupDetails> = extend(errorGroup, {
  from: string(),
  to: string(),
  coverage: oneOf(["system", "source"]),
  counts: object({ step: string(), times: array(string()), values: numbers, partial: numbers }),
  first: optional(sample),
  last: optional(sample),
});

const dependencyRow = object({
  dependency: string(),
  method: optional(nullable(string())),
  operation: optional(nullable(string())),
  calls: number(),
  errors: number(),
  error_rate: number(),
  error_classes: counts,
  rate_per_second: number(),
  duration_ms: nullable(object({ avg: number(), p50: number(), p90: number(), p99: number() })),
  bytes_in: nullable(number()),
  bytes_out: nullable(number()),
  retries: nullable(number()),
  values: optional(
    object({ calls: knownNumbers, errors: knownNumbers, p50: knownNumbers, p99: knownNumbers }),
  ),
});

/** What `/_edgewatch/api/dependencies` answers. */
export const dependenciesAnswer: ZodMiniType<DependencyList> = extend(range, {
  ...steps,
  by: oneOf(["dependency", "operation"]),
  rows: array(dependencyRow),
  more: number(),
});

const mark = union([
  object({ time: string(), kind: literal("release"), service: string(), release: string() }),
  object({
    time: string(),
    kind: literal("health"),
    service: string(),
    check: string(),
    status: oneOf(["pass", "warn", "fail", "unknown"]),
  }),
]);

/** What `/_edgewatch/api/overview` answers. */
export const overviewAnswer: ZodMiniType<Overview> = extend(head, {
  step: string(),
  times: array(string()),
  partial: numbers,
  sources: number(),
  objective: number(),
  total: figures,
  previous: object({
    from: string(),
    to: string(),
    total: nullable(figures),
    values: measureValues,
  }),
  values: measureValues,
  classes: array(object({ status_class: string(), requests: number(), values: knownNumbers })),
  heatmap: object({ bounds_ms: numbers, counts: array(numbers) }),
  marks: array(mark),
  routes: array(usageRow),
  statuses: array(usageRow),
  consumers: array(usageRow),
  errors: array(errorGroup),
  dependencies: array(dependencyRow),
});
