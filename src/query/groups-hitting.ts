import { hasHit, otherGroups, parseGroupKey } from "../core/error-group.ts";
import type { Frame } from "../core/frame.ts";
import { hashConsumer } from "../errors/hash-consumer.ts";
import type { ErrorGroup } from "./found-groups.ts";

/**
 * Leaves the groups that hit one of some consumers, and those that may have: of a group, each bucket knows some of the
 * consumers that it hit, and a bucket of very many groups does not tell all of them apart. The shorter the buckets, the
 * more is known.
 */
export function groupsHitting(
  groups: readonly ErrorGroup[],
  frames: readonly Frame[],
  consumers: Iterable<string>,
): ErrorGroup[] {
  const hashes = Array.from(consumers, hashConsumer);
  const hits = new Map<string, true | null>();
  for (const [key, tally] of frames.flatMap((frame) => frame.groups ?? [])) {
    const { id } = parseGroupKey(key);
    if (hits.get(id) === true) continue;
    const told = hashes.map((hash) => hasHit(tally, hash));
    if (told.some((hit) => hit === true)) hits.set(id, true);
    else if (told.some((hit) => hit === undefined)) hits.set(id, null);
  }
  const hitByOther = hits.has(otherGroups) ? null : undefined;
  return groups.flatMap((group) => {
    const hit = hits.get(group.id) ?? hitByOther;
    return hit === undefined ? [] : [{ ...group, hits_consumer: hit }];
  });
}
