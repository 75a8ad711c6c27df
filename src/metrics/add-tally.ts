import {
  formatGroupKey,
  mergeTallies,
  otherGroups,
  parseGroupKey,
  type GroupKey,
  type GroupTally,
} from "../core/error-group.ts";

/** Groups that a bucket tells apart; a sample has a few thousand characters. */
const maxGroups = 200;

/** Adds failures to those of their group. */
export function addTally(
  groups: Map<GroupKey, GroupTally>,
  key: GroupKey,
  tally: GroupTally,
): void {
  const known = groups.get(key);
  groups.set(key, known === undefined ? tally : mergeTallies(known, tally));
}

/** Keeps the 200 groups that failed last; the failures of the others are counted together, without samples. */
export function boundGroups(groups: Map<GroupKey, GroupTally>): void {
  if (groups.size <= maxGroups) return;
  const ranked = [...groups].toSorted(([, a], [, b]) => b.lastMs - a.lastMs);
  for (const [key, tally] of ranked.slice(maxGroups)) {
    const { id, service, release } = parseGroupKey(key);
    if (id === otherGroups) continue;
    groups.delete(key);
    const nameless = { ...tally, first: undefined, last: undefined };
    addTally(groups, formatGroupKey(otherGroups, service, release), nameless);
  }
}
