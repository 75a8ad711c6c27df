import { mergeTallies, parseGroupKey, type GroupTally } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";

/** What one group comes to, over services and releases. */
export interface GatheredGroup {
  tally: GroupTally;
  readonly services: Map<string, number>;
  readonly releases: Map<string, number>;
  readonly lastByRelease: Map<string, number>;
}

/** Adds the groups of frames up over services and releases, by their ids. */
export function gatherGroups(frames: readonly Frame[]): Map<string, GatheredGroup> {
  const groups = new Map<string, GatheredGroup>();
  for (const [key, tally] of frames.flatMap((frame) => frame.groups ?? [])) {
    const { id, service, release } = parseGroupKey(key);
    let group = groups.get(id);
    if (group === undefined) {
      group = { tally, services: new Map(), releases: new Map(), lastByRelease: new Map() };
      groups.set(id, group);
    } else group.tally = mergeTallies(group.tally, tally);
    const lastMs = Math.max(group.lastByRelease.get(release) ?? 0, tally.lastMs);
    group.lastByRelease.set(release, lastMs);
    group.services.set(service, (group.services.get(service) ?? 0) + tally.count);
    group.releases.set(release, (group.releases.get(release) ?? 0) + tally.count);
  }
  return groups;
}
