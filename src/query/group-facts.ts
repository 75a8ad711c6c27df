import type { Store } from "../core/store.ts";
import { readErrorNotes, type ErrorNote } from "../errors/error-state.ts";
import { gatherGroups, type GatheredGroup } from "./gathered-groups.ts";
import { findSpikes } from "./spikes.ts";

export type Groups = ReadonlyMap<string, GatheredGroup>;
export type Notes = ReadonlyMap<string, ErrorNote>;

/** What is known of groups of errors beside what was read of a range. */
export interface GroupFacts {
  /** What is known of them altogether. */
  readonly known: Groups;
  /** What people have decided about them. */
  readonly notes: Notes;
  /** The ids of those that spike. */
  readonly spiking: ReadonlySet<string>;
}

/** Which facts are wanted. */
export interface FactsQuery {
  /** The groups that failed in the range. */
  readonly failed: Groups;
  readonly nowMs: number;
  /** Whether the range holds their last failures, so that only the first ones are missing. */
  readonly isUpToNow: boolean;
  /** Whether any of them may spike. */
  readonly maySpike: boolean;
}

/** Finds what else is known of groups. */
export type FindFacts = (store: Store, query: FactsQuery) => Promise<GroupFacts>;

/** Asks the store for everything. */
export async function readFacts(
  store: Store,
  { nowMs, maySpike }: FactsQuery,
): Promise<GroupFacts> {
  const [ever, notes, spiking] = await Promise.all([
    store.totals(),
    readErrorNotes(store.notes),
    maySpike ? readSpiking(store, nowMs) : new Set<string>(),
  ]);
  return { known: gatherGroups(ever.frames), notes, spiking };
}

export async function readSpiking(store: Store, nowMs: number): Promise<ReadonlySet<string>> {
  return new Set((await findSpikes(store, nowMs)).map(({ id }) => id));
}
