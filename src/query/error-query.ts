import { errorFacets, errorOrders, type ErrorFacet, type ErrorOrder } from "./error-facets.ts";
import { parseStepRange, type StepRange } from "./step-range.ts";
import { parseErrorParameters, errorParameterNames } from "./parameter-schema.ts";
import type { ErrorState } from "../errors/error-state.ts";
import { readNamed } from "./read-named.ts";
import { QueryError } from "./query-error.ts";

/** A parsed question for groups of errors. */
export interface ErrorQuery extends StepRange {
  /** Words that a group must have, in lower case. */
  readonly words: readonly string[];
  readonly filters: ReadonlyMap<ErrorFacet, string>;
  /** Leaves the groups that hit it, and those that may have. */
  readonly consumer: string | undefined;
  readonly state: ErrorState | undefined;
  /** Adds groups up by one of their facets; undefined for the groups themselves. */
  readonly by: ErrorFacet | undefined;
  readonly order: ErrorOrder;
  readonly isDescending: boolean;
  readonly limit: number;
}

/**
 * Parses the parameters of a question for groups of errors.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseErrorQuery(search: URLSearchParams, nowMs: number): ErrorQuery {
  const asked = parseErrorParameters(readNamed(search, errorParameterNames()));
  const order = asked.order.replace(/^-/, "");
  const filters = new Map<ErrorFacet, string>();
  for (const facet of errorFacets) {
    const value = asked[facet];
    if (value !== undefined) filters.set(facet, value);
  }
  if (asked.by !== undefined && asked.step !== undefined) {
    throw new QueryError(
      "step",
      "Cannot use step: groups have steps, and rows by a facet have none",
    );
  }
  return {
    ...parseStepRange(asked, nowMs),
    words: asked.q
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ""),
    filters,
    consumer: asked.consumer,
    state: asked.state,
    by: asked.by,
    order: errorOrders.find((known) => known === order) ?? "count",
    isDescending: asked.order.startsWith("-"),
    limit: asked.limit,
  };
}
