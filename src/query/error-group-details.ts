import type { FailureSample } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import type { GroupQuery } from "./group-query.ts";
import { findGroups, type ErrorGroup } from "./found-groups.ts";
import { countsByStep } from "./group-counts.ts";
import { stepsHead, stepTimes } from "./steps.ts";

/** How often a group failed, step by step. */
export interface ErrorCounts {
  readonly step: string;
  readonly times: readonly string[];
  readonly values: readonly number[];
  /** Positions of steps that the range covers in part, or that are not over. */
  readonly partial: readonly number[];
}

/** What one group answers besides. */
export interface ErrorGroupDetails extends ErrorGroup {
  readonly from: string;
  readonly to: string;
  readonly coverage: Store["coverage"];
  readonly counts: ErrorCounts;
  readonly first?: FailureSample | undefined;
  readonly last?: FailureSample | undefined;
}

/**
 * Finds one group, with its counts over time, and its first and its last failure in full; undefined where there is none in
 * the range.
 */
export async function readErrorGroup(
  store: Store,
  query: GroupQuery,
  id: string,
): Promise<ErrorGroupDetails | undefined> {
  const { range, step } = query;
  const { frames } = await store.read(range, step.ms);
  const found = await findGroups(store, frames, { ...query, stepMs: step.ms });
  const one = found.find(({ group }) => group.id === id);
  if (one === undefined) return undefined;
  return {
    ...one.group,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    coverage: store.coverage,
    counts: countsOf(frames, query, id),
    first: one.first,
    last: one.last,
  };
}

function countsOf(frames: readonly Frame[], query: GroupQuery, id: string): ErrorCounts {
  const times = stepTimes(query);
  const values = countsByStep(frames, query, new Set([id])).get(id);
  return { ...stepsHead(query), values: values ?? times.map(() => 0) };
}
