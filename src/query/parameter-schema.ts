import {
  array,
  enum as oneOf,
  extend,
  literal,
  maxLength,
  object,
  optional,
  pipe,
  refine,
  string,
  transform,
  type ZodMiniType,
} from "zod/mini";
import { dependencyOrders } from "./dependency-orders.ts";
import { errorFacets, errorOrders } from "./error-facets.ts";
import { isLabelName } from "./filters.ts";
import { measures, type Measure } from "../core/measures.ts";
import { toObjective } from "./objective.ts";
import { QueryError } from "./query-error.ts";
import type {
  DependencyParameters,
  ErrorParameters,
  OverviewParameters,
  RangeParameters,
  SeriesParameters,
  UsageParameters,
} from "./given-parameters.ts";
import { parseStep } from "./time.ts";

const maxRows = 1_000;
const maxLines = 1_000;
const maxTop = 100;
const defaultMeasures: Measure[] = ["requests", "errors", "p50", "p95", "p99"];

/** The values of a parameter that may be given once, read as `value` says. */
// @__NO_SIDE_EFFECTS__
function single<T>(value: ZodMiniType<T, string>): ZodMiniType<T, string[]> {
  const texts = array(string()).check(maxLength(1, "it is given twice"));
  return pipe(
    pipe(
      texts,
      transform(([text = ""]) => text),
    ),
    value,
  );
}

// @__NO_SIDE_EFFECTS__
function list<T>(item: ZodMiniType<T, string>): ZodMiniType<T[], string> {
  const items = transform((text: string) => (text === "" ? [] : [...new Set(text.split(","))]));
  return pipe(pipe(string(), items), array(item));
}

/** A text that passes a check. */
// @__NO_SIDE_EFFECTS__
function checked(
  isRight: (text: string) => boolean,
  expected: string,
): ZodMiniType<string, string> {
  return string().check(refine(isRight, expected));
}

/** A whole number from 1 on. */
// @__NO_SIDE_EFFECTS__
function wholeTo(max: number): ZodMiniType<number, string> {
  function isWhole(text: string): boolean {
    return /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= max;
  }
  return pipe(checked(isWhole, `expected a whole number from 1 to ${max}`), transform(Number));
}

// @__NO_SIDE_EFFECTS__
function withDefault<T, I>(schema: ZodMiniType<T, I>, value: T): ZodMiniType<T, I | undefined> {
  return pipe(
    optional(schema),
    transform((given) => given ?? value),
  );
}

// @__NO_SIDE_EFFECTS__
function measureList(): ZodMiniType<Measure[], string> {
  const expected = `expected some of ${measures.join(", ")}`;
  return list(oneOf(measures, expected)).check(refine((names) => names.length > 0, expected));
}

function isObjective(text: string): boolean {
  return /^\d{1,2}(?:\.\d{1,9})?$/.test(text) && toObjective(Number(text)) !== undefined;
}

const objective = optional(
  single(
    pipe(
      checked(
        isObjective,
        "expected a share such as 0.999 or percent such as 99.9, below 1 or 100",
      ),
      transform((text) => toObjective(Number(text)) ?? 0),
    ),
  ),
);

const rangeParameters = object({
  from: withDefault(single(string()), "-24h"),
  to: withDefault(single(string()), "now"),
  step: optional(single(pipe(string(), transform(parseStep)))),
});

const commonParameters = extend(rangeParameters, {
  by: withDefault(
    single(list(checked(isLabelName, "expected names of labels, with a comma between"))),
    ["route"],
  ),
  format: optional(single(oneOf(["json", "csv", "ndjson"], "expected json, csv or ndjson"))),
  objective,
});

const overviewParameters = extend(rangeParameters, {
  objective,
  limit: withDefault(single(wholeTo(maxTop)), 10),
});

const usageParameters = extend(commonParameters, {
  limit: withDefault(single(wholeTo(maxRows)), 100),
  order: optional(single(list(string()))),
  compare: optional(single(literal("previous", "expected previous"))),
  cursor: optional(single(string())),
});

const seriesParameters = extend(commonParameters, {
  limit: withDefault(single(wholeTo(maxLines)), 20),
  measures: withDefault(single(measureList()), defaultMeasures),
});

const errorFacet = oneOf(
  errorFacets,
  `expected ${errorFacets.slice(0, -1).join(", ")} or ${errorFacets.at(-1)}`,
);
const errorOrder = checked(
  (text) => errorOrders.some((order) => text === order || text === `-${order}`),
  "expected count, first_seen, last_seen or consumers, with - before it for descending",
);

const errorParameters = extend(rangeParameters, {
  q: withDefault(single(string().check(maxLength(256, "it is longer than 256 characters"))), ""),
  service: optional(single(string())),
  release: optional(single(string())),
  code: optional(single(string())),
  category: optional(single(string())),
  method: optional(single(string())),
  route: optional(single(string())),
  type: optional(single(string())),
  consumer: optional(single(string())),
  state: optional(
    single(
      oneOf(
        ["open", "resolved", "regressed", "muted"],
        "expected open, resolved, regressed or muted",
      ),
    ),
  ),
  by: optional(single(errorFacet)),
  order: withDefault(single(errorOrder), "-last_seen"),
  limit: withDefault(single(wholeTo(maxRows)), 50),
});

const dependencyOrder = checked(
  (text) => dependencyOrders.some((order) => text === order || text === `-${order}`),
  `expected one of ${dependencyOrders.join(", ")}, with - before it for descending`,
);

const dependencyParameters = extend(rangeParameters, {
  dependency: optional(single(string())),
  service: optional(single(string())),
  by: withDefault(
    single(oneOf(["dependency", "operation"], "expected dependency or operation")),
    "dependency",
  ),
  order: withDefault(single(dependencyOrder), "-calls"),
  limit: withDefault(single(wholeTo(maxRows)), 100),
});

/** The parameters of a question for dependencies. */
export function dependencyParameterNames(): string[] {
  return Object.keys(dependencyParameters.shape);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseDependencyParameters(named: unknown): DependencyParameters {
  return parsed(dependencyParameters, named);
}

/** The parameters of a question for errors. */
export function errorParameterNames(): string[] {
  return Object.keys(errorParameters.shape);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseErrorParameters(named: unknown): ErrorParameters {
  return parsed(errorParameters, named);
}

/** The parameters of a question for one group of errors. */
export function groupParameterNames(): string[] {
  return Object.keys(rangeParameters.shape);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseGroupParameters(named: unknown): RangeParameters {
  return parsed(rangeParameters, named);
}

/** The parameters of usage that are no filters. */
export function usageParameterNames(): string[] {
  return Object.keys(usageParameters.shape);
}

/** The parameters of an overview that are no filters. */
export function overviewParameterNames(): string[] {
  return Object.keys(overviewParameters.shape);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseOverviewParameters(named: unknown): OverviewParameters {
  return parsed(overviewParameters, named);
}

/** The parameters of series that are no filters. */
export function seriesParameterNames(): string[] {
  return Object.keys(seriesParameters.shape);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseUsageParameters(named: unknown): UsageParameters {
  return parsed(usageParameters, named);
}

/** @throws QueryError naming the first parameter that is wrong. */
export function parseSeriesParameters(named: unknown): SeriesParameters {
  return parsed(seriesParameters, named);
}

function parsed<T>(schema: ZodMiniType<T>, named: unknown): T {
  const result = schema.safeParse(named);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? "");
  throw new QueryError(name, `Cannot use ${name}: ${issue?.message ?? "it is wrong"}`);
}
