import { readDependencies } from "../query/dependencies.ts";
import { parseDependencyQuery } from "../query/dependency-query.ts";
import { jsonResponse } from "./json-response.ts";
import type { ReadAnswer } from "./query-routes.ts";

/** @throws QueryError when a parameter is wrong. */
export function askDependencies(request: Request, nowMs: number): ReadAnswer {
  const query = parseDependencyQuery(new URL(request.url).searchParams, nowMs);
  return async (store) => jsonResponse(await readDependencies(store, query));
}
