import type { FailureSample } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import type { Store } from "../core/store.ts";
import { findGroups, type ErrorGroup } from "./found-groups.ts";
import { readFacts, type FindFacts } from "./group-facts.ts";
import { countsByStep } from "./group-counts.ts";
import { isoRange } from "./iso-range.ts";
import { stepsHead, stepTimes, type StepsHead, type SteppedRange } from "./steps.ts";

/** How often a group failed, step by step. */
export interface ErrorCounts extends StepsHead {
  readonly values: readonly number[];
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
  query: SteppedRange,
  id: string,
  findFacts: FindFacts = readFacts,
): Promise<ErrorGroupDetails | undefined> {
  const { range, step } = query;
  const { frames } = await store.read(range, step.ms);
  const found = await findGroups(store, frames, { ...query, stepMs: step.ms }, findFacts);
  const one = found.find(({ group }) => group.id === id);
  if (one === undefined) return undefined;
  return {
    ...one.group,
    ...isoRange(range),
    coverage: store.coverage,
    counts: countsOf(frames, query, id),
    first: one.first,
    last: one.last,
  };
}

function countsOf(frames: readonly Frame[], query: SteppedRange, id: string): ErrorCounts {
  const times = stepTimes(query);
  const values = countsByStep(frames, query, new Set([id])).get(id);
  return { ...stepsHead(query), values: values ?? times.map(() => 0) };
}
