import type { QuerySettings } from "../query/question.ts";
import { readOverview } from "../query/overview.ts";
import { parseOverviewQuery } from "../query/overview-query.ts";
import { jsonResponse } from "./json-response.ts";
import type { ReadAnswer } from "./query-routes.ts";

/** @throws QueryError when a parameter is wrong. */
export function askOverview(request: Request, nowMs: number, settings: QuerySettings): ReadAnswer {
  const query = parseOverviewQuery(new URL(request.url).searchParams, nowMs, settings);
  return async (store, findFacts) =>
    jsonResponse(await readOverview(store, query, settings, findFacts));
}
