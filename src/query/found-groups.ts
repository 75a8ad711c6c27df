import {
  countConsumers,
  mergeTallies,
  type FailureSample,
  type GroupTally,
} from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { stateOf, type ErrorState } from "../errors/error-state.ts";
import { gatherGroups, type GatheredGroup } from "./gathered-groups.ts";
import type { FindFacts } from "./group-facts.ts";
import { maySpike, type ReadFrames } from "./spikes.ts";

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
  /** Whether it fails far more often just now than it is used to. */
  readonly is_spiking: boolean;
  /** About how many consumers it hit in the range. */
  readonly consumers: number;
  readonly services: Readonly<Record<string, number>>;
  readonly releases: Readonly<Record<string, number>>;
  /** Where one was asked for: true when it hit the consumer, null when it hit too many of them to tell. */
  readonly hits_consumer?: true | null | undefined;
  /** How often it failed in each step, where steps were asked for. */
  readonly values?: readonly number[] | undefined;
}

/** A group, and its first and last failure in full. */
export interface FoundGroup {
  readonly group: ErrorGroup;
  readonly first: FailureSample | undefined;
  readonly last: FailureSample | undefined;
}

/** Finds the groups that failed in a range, with what the store knows of them from before it; asks nothing where none did. */
export async function findGroups(
  store: Store,
  frames: readonly Frame[],
  read: ReadFrames,
  findFacts: FindFacts,
): Promise<FoundGroup[]> {
  const failed = gatherGroups(frames);
  if (failed.size === 0) return [];
  const { range, nowMs } = read;
  const { known, notes, spiking } = await findFacts(store, {
    ...{ failed, nowMs },
    isUpToNow: range.toMs > nowMs,
    maySpike: maySpike(frames, read),
  });
  return Array.from(failed, ([id, group]) => {
    const all = known.get(id)?.tally ?? group.tally;
    const tally = mergeTallies(group.tally, { ...all, count: 0 });
    const state = stateOf(notes.get(id), group.lastByRelease);
    const seen = { state, fromMs: range.fromMs, isSpiking: spiking.has(id) };
    return { group: toGroup(id, group, tally, seen), first: tally.first, last: tally.last };
  });
}

interface Seen {
  readonly state: ErrorState;
  readonly fromMs: number;
  readonly isSpiking: boolean;
}

/** @param known what is known of the group altogether */
function toGroup(
  id: string,
  { tally, services, releases }: GatheredGroup,
  known: GroupTally,
  { state, fromMs, isSpiking }: Seen,
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
    is_spiking: isSpiking,
    consumers: countConsumers(tally.consumers),
    services: Object.fromEntries(services),
    releases: Object.fromEntries(releases),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}
