import { endOfTimeMs } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { errorFacets, type ErrorFacet } from "./error-facets.ts";
import type { ErrorQuery } from "./error-query.ts";
import { readFacts, type FindFacts } from "./group-facts.ts";
import { countsByStep } from "./group-counts.ts";
import { groupsHitting } from "./groups-hitting.ts";
import { isoRange } from "./iso-range.ts";
import { usualStep } from "./question.ts";
import { stepsHead, type MaybeSteps } from "./steps.ts";
import { findGroups, type ErrorGroup } from "./found-groups.ts";

/** The answer of `/_edgewatch/api/errors`; what is said of steps is there where they were asked for. */
export interface ErrorList extends MaybeSteps {
  readonly from: string;
  readonly to: string;
  readonly coverage: Store["coverage"];
  readonly total: number;
  readonly groups: readonly ErrorGroup[];
  /** Groups that `limit` left out. */
  readonly more: number;
}

/** The answer for groups that were added up by one of their facets. */
export interface ErrorStatistics extends Omit<ErrorList, "groups"> {
  readonly by: ErrorFacet;
  readonly rows: readonly {
    readonly value: string;
    readonly count: number;
    readonly groups: number;
  }[];
}

/** Answers a question for groups of errors from a store. */
export async function readErrors(
  store: Store,
  query: ErrorQuery,
  findFacts: FindFacts = readFacts,
): Promise<ErrorList | ErrorStatistics> {
  const { range, nowMs, consumer } = query;
  const usualMs = consumer === undefined ? endOfTimeMs : usualStep(range, nowMs).ms;
  const stepMs = query.step?.ms ?? usualMs;
  const { frames } = await store.read(range, stepMs);
  const found = await findGroups(store, frames, { ...query, stepMs }, findFacts);
  const asked = found.map(({ group }) => group).filter((group) => isAsked(group, query));
  const groups = consumer === undefined ? asked : groupsHitting(asked, frames, [consumer]);
  const { by, limit, step } = query;
  const head = {
    ...isoRange(range),
    coverage: store.coverage,
    total: groups.reduce((sum, { count }) => sum + count, 0),
  };
  if (by !== undefined) {
    const rows = statisticsOf(groups, by);
    return { ...head, by, rows: rows.slice(0, limit), more: Math.max(0, rows.length - limit) };
  }
  const sorted = groups.toSorted((a, b) => compare(a, b, query));
  const listed = sorted.slice(0, limit);
  const more = sorted.length - listed.length;
  if (step === undefined) return { ...head, groups: listed, more };
  const stepped = { range, step, nowMs };
  const ids = new Set(listed.map(({ id }) => id));
  const counts = countsByStep(frames, stepped, ids);
  return {
    ...head,
    ...stepsHead(stepped),
    groups: listed.map((group) => Object.assign(group, { values: counts.get(group.id) ?? [] })),
    more,
  };
}

function isAsked(group: ErrorGroup, { words, filters, state }: ErrorQuery): boolean {
  if (state !== undefined && group.state !== state) return false;
  for (const [facet, value] of filters) if (!valuesOf(group, facet).includes(value)) return false;
  const text = JSON.stringify([
    group.id,
    group.title,
    ...errorFacets.map((facet) => valuesOf(group, facet)),
  ]);
  const searched = text.toLowerCase();
  return words.every((word) => searched.includes(word));
}

function valuesOf(group: ErrorGroup, facet: ErrorFacet): readonly string[] {
  if (facet === "service") return Object.keys(group.services);
  if (facet === "release") return Object.keys(group.releases);
  return [group[facet]];
}

function statisticsOf(groups: readonly ErrorGroup[], by: ErrorFacet): ErrorStatistics["rows"] {
  const rows = new Map<string, { value: string; count: number; groups: number }>();
  for (const group of groups) {
    for (const value of valuesOf(group, by)) {
      const row = rows.get(value) ?? { value, count: 0, groups: 0 };
      rows.set(value, row);
      row.groups++;
      if (by === "service") row.count += group.services[value] ?? 0;
      else if (by === "release") row.count += group.releases[value] ?? 0;
      else row.count += group.count;
    }
  }
  return [...rows.values()].toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function compare(a: ErrorGroup, b: ErrorGroup, { order, isDescending }: ErrorQuery): number {
  const [one, other] = [a[order], b[order]];
  if (one === other) return a.id < b.id ? -1 : 1;
  return one < other === isDescending ? 1 : -1;
}
