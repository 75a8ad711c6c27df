import {
  countConsumers,
  mergeTallies,
  parseGroupKey,
  type FailureSample,
  type GroupTally,
} from "../core/error-group.ts";
import { endOfTimeMs, type Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { readErrorNotes, stateOf, type ErrorState } from "./error-state.ts";
import { errorFacets, type ErrorFacet } from "./error-facets.ts";
import type { ErrorQuery } from "./error-query.ts";

/** A group of failures, as the list tells of it. */
export interface ErrorGroup {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly code: string;
  readonly category: string;
  readonly method: string;
  readonly route: string;
  readonly count: number;
  /** Within everything that is kept, not only the range. */
  readonly first_seen: string;
  readonly last_seen: string;
  readonly state: ErrorState;
  /** Whether it was seen for the first time in the range. */
  readonly is_new: boolean;
  /** About how many consumers it hit in the range. */
  readonly consumers: number;
  readonly services: Readonly<Record<string, number>>;
  readonly releases: Readonly<Record<string, number>>;
}

/** What one group answers besides. */
export interface ErrorGroupDetails extends ErrorGroup {
  readonly first: FailureSample | undefined;
  readonly last: FailureSample | undefined;
}

/** The answer of `/_edgewatch/api/errors`. */
export interface ErrorList {
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
): Promise<ErrorList | ErrorStatistics> {
  const found = await readGroups(store, query);
  const groups = found.map(({ group }) => group).filter((group) => isAsked(group, query));
  const { range, by, limit } = query;
  const head = {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    coverage: store.coverage,
    total: groups.reduce((sum, { count }) => sum + count, 0),
  };
  if (by !== undefined) {
    const rows = statisticsOf(groups, by);
    return { ...head, by, rows: rows.slice(0, limit), more: Math.max(0, rows.length - limit) };
  }
  const sorted = groups.toSorted((a, b) => compare(a, b, query));
  return { ...head, groups: sorted.slice(0, limit), more: Math.max(0, sorted.length - limit) };
}

/** Finds one group, with its first and its last failure in full; undefined where there is none in the range. */
export async function readErrorGroup(
  store: Store,
  query: ErrorQuery,
  id: string,
): Promise<ErrorGroupDetails | undefined> {
  const found = await readGroups(store, query);
  const one = found.find(({ group }) => group.id === id);
  return one === undefined ? undefined : { ...one.group, first: one.first, last: one.last };
}

interface FoundGroup {
  readonly group: ErrorGroup;
  readonly first: FailureSample | undefined;
  readonly last: FailureSample | undefined;
}

async function readGroups(store: Store, { range }: ErrorQuery): Promise<FoundGroup[]> {
  const [reading, ever, notes] = await Promise.all([
    store.read(range, endOfTimeMs),
    store.totals(),
    readErrorNotes(store.notes),
  ]);
  const known = gathered(ever.frames);
  return Array.from(gathered(reading.frames), ([id, group]) => {
    const all = known.get(id)?.tally ?? group.tally;
    const tally = mergeTallies(group.tally, { ...all, count: 0 });
    const state = stateOf(notes.get(id), group.lastByRelease);
    const told = toGroup(id, group, tally, { state, fromMs: range.fromMs });
    return { group: told, first: tally.first, last: tally.last };
  });
}

interface Gathered {
  tally: GroupTally;
  readonly services: Map<string, number>;
  readonly releases: Map<string, number>;
  readonly lastByRelease: Map<string, number>;
}

/** Adds the groups of frames up over services and releases. */
function gathered(frames: readonly Frame[]): Map<string, Gathered> {
  const groups = new Map<string, Gathered>();
  for (const [key, tally] of frames.flatMap((frame) => frame.groups ?? [])) {
    const { id, service, release } = parseGroupKey(key);
    const group = groups.get(id) ?? newGroup();
    groups.set(id, group);
    group.tally = group.tally === nothing ? tally : mergeTallies(group.tally, tally);
    const lastMs = Math.max(group.lastByRelease.get(release) ?? 0, tally.lastMs);
    group.lastByRelease.set(release, lastMs);
    group.services.set(service, (group.services.get(service) ?? 0) + tally.count);
    group.releases.set(release, (group.releases.get(release) ?? 0) + tally.count);
  }
  return groups;
}

function newGroup(): Gathered {
  return {
    tally: nothing,
    services: new Map(),
    releases: new Map(),
    lastByRelease: new Map(),
  };
}

const nothing: GroupTally = { count: 0, firstMs: 0, lastMs: 0, consumers: [] };

/** @param known what is known of the group altogether */
function toGroup(
  id: string,
  { tally, services, releases }: Gathered,
  known: GroupTally,
  { state, fromMs }: { readonly state: ErrorState; readonly fromMs: number },
): ErrorGroup {
  const sample = known.last ?? known.first;
  const [exception] = listOf(sample?.["exceptions"]);
  return {
    id,
    title: textOf(sample?.["title"]) || id,
    type: textOf(exception?.["type"]),
    code: textOf(sample?.["code"]),
    category: textOf(sample?.["category"]),
    method: textOf(sample?.["method"]),
    route: textOf(sample?.["route"]),
    count: tally.count,
    first_seen: new Date(known.firstMs).toISOString(),
    last_seen: new Date(known.lastMs).toISOString(),
    state,
    is_new: known.firstMs >= fromMs,
    consumers: countConsumers(tally.consumers),
    services: Object.fromEntries(services),
    releases: Object.fromEntries(releases),
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

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}
