import { frameStart } from "../core/frame.ts";

/** From when on there have been how many leaves, oldest first; before the first entry there was one. */
export type ShardHistory = readonly (readonly [fromMs: number, shards: number])[];

/**
 * How long a leaf that comes to a running system sends everything on to its parent: longer than it takes to roll out a
 * release, so that a batch whose reply was lost is not sent again to another leaf than before.
 */
const settleMs = 15 * 60_000;

/** Notes how many leaves somebody uses; undefined when that is known. Their number never goes down. */
export function withShards(
  history: ShardHistory,
  shards: number,
  { isNew, nowMs }: { readonly isNew: boolean; readonly nowMs: number },
): ShardHistory | undefined {
  if (shardsOf(history) >= shards) return undefined;
  return [...history, [isNew ? 0 : frameStart(nowMs) + settleMs, shards]];
}

/** The most leaves that there have ever been. */
export function shardsOf(history: ShardHistory): number {
  return history.at(-1)?.[1] ?? 1;
}

/** The start of the first bucket that a leaf keeps; earlier ones belong to its parent. */
export function firstBucketOf(history: ShardHistory, index: number): number {
  if (index === 0) return 0;
  return history.find(([, shards]) => shards > index)?.[0] ?? Infinity;
}
