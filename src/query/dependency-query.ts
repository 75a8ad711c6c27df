import { dependencyOrders, type DependencyOrder } from "./dependency-orders.ts";
import { dependencyParameterNames, parseDependencyParameters } from "./parameter-schema.ts";
import { readNamed } from "./read-named.ts";
import { parseStepRange, type StepRange } from "./step-range.ts";

/** A parsed question for the calls of other services. */
export interface DependencyQuery extends StepRange {
  /** Only this one; undefined for all. */
  readonly dependency: string | undefined;
  /** The services that called; undefined for all. */
  readonly services: ReadonlySet<string> | undefined;
  readonly by: "dependency" | "operation";
  readonly order: DependencyOrder;
  readonly isDescending: boolean;
  readonly limit: number;
}

/**
 * Parses the parameters of a question for dependencies.
 *
 * @throws QueryError naming the first parameter that is wrong, unknown or given twice.
 */
export function parseDependencyQuery(search: URLSearchParams, nowMs: number): DependencyQuery {
  const asked = parseDependencyParameters(readNamed(search, dependencyParameterNames()));
  const order = asked.order.replace(/^-/, "");
  return {
    ...parseStepRange(asked, nowMs),
    dependency: asked.dependency,
    services: asked.service === undefined ? undefined : new Set([asked.service]),
    by: asked.by,
    order: dependencyOrders.find((known) => known === order) ?? "calls",
    isDescending: asked.order.startsWith("-"),
    limit: asked.limit,
  };
}
