import type { Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { busiest } from "./busiest.ts";
import { rankDependencies, type DependencyRow } from "./dependencies.ts";
import { findGroups } from "./found-groups.ts";
import { readFacts, type FindFacts } from "./group-facts.ts";
import { isoRange } from "./iso-range.ts";
import { findMarks } from "./marks.ts";
import type { Overview } from "./overview-answer.ts";
import { frequentErrors } from "./overview-errors.ts";
import { overviewFigures } from "./overview-figures.ts";
import type { OverviewQuery } from "./overview-query.ts";
import type { QuerySettings } from "./question.ts";
import { stepsHead } from "./steps.ts";

/**
 * Answers a question for an overview from one reading of a store, and where something failed from what is known, or
 * remembered, of its groups of errors.
 *
 * @throws QueryError when it asks for a label that nobody knows.
 */
export async function readOverview(
  store: Store,
  query: OverviewQuery,
  settings: QuerySettings = {},
  findFacts: FindFacts = readFacts,
): Promise<Overview> {
  const { range, step, previous, nowMs, limit, filters, by, objective } = query;
  const readRange = { fromMs: previous.range.fromMs, toMs: range.toMs };
  const { frames, sources } = await store.read(readRange, step.ms);
  const figures = overviewFigures(frames, query, settings);
  const own = frames.filter(({ startMs }) => startMs >= range.fromMs);
  const found = await findGroups(store, own, { range, nowMs, stepMs: step.ms }, findFacts);
  const services = filters.get("service");
  const marks = findMarks(frames, {
    fromMs: range.fromMs,
    isAsked: (service) => services?.has(service) !== false,
  });
  return {
    ...isoRange(range),
    by,
    coverage: store.coverage,
    ...stepsHead(query),
    sources,
    objective,
    ...figures,
    marks,
    statuses: busiest(own, { ...query, by: ["status"] }, settings),
    routes: busiest(own, { ...query, by: ["method", "route"] }, settings),
    consumers: busiest(own, { ...query, by: ["consumer"] }, settings),
    errors: frequentErrors(
      found.map(({ group }) => group),
      own,
      filters,
      limit,
    ),
    dependencies: busiestDependencies(own, query),
  };
}

function busiestDependencies(
  frames: readonly Frame[],
  { range, limit, filters }: OverviewQuery,
): DependencyRow[] {
  // Of a call, the service is all that is known of who made it.
  if ([...filters.keys()].some((name) => name !== "service")) return [];
  const services = filters.get("service");
  const all = { range, services, dependency: undefined, by: "dependency" } as const;
  const ranked = rankDependencies(frames, { ...all, order: "calls", isDescending: true });
  return ranked.slice(0, limit).map(({ row }) => row);
}
