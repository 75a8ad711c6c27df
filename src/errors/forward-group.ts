import { rungAfter } from "./forward-ladder.ts";
import type { SuppressionReason } from "./forwarder.ts";
import { filled, takenFrom, type BucketOptions, type Tokens } from "./forward-tokens.ts";

/** What a budget knows of a group. */
export interface ForwardedGroup {
  /** Occurrences, and those of them that no event stands for. */
  readonly total: number;
  readonly left: number;
  /** When its last event was sent. */
  readonly sentMs?: number | undefined;
  /** The occurrence that is told next. */
  readonly rung: number;
  readonly tokens?: Tokens | undefined;
}

export interface GroupLimits {
  readonly groupEventsPerHour: number;
  readonly restMs: number;
}

const hourMs = 3_600_000;

/** A group of which nothing has been heard. */
export const unheard: ForwardedGroup = { total: 0, left: 0, rung: 1 };

export function withOccurrences(group: ForwardedGroup, count: number): ForwardedGroup {
  return { ...group, total: group.total + count, left: group.left + count };
}

/** Says what in the group itself speaks against an event of it just now. */
export function reasonAgainst(
  group: ForwardedGroup,
  nowMs: number,
  isLast: boolean,
  limits: GroupLimits,
): SuppressionReason | undefined {
  const quietMs = nowMs - (group.sentMs ?? -Infinity);
  if (isLast) return quietMs >= limits.restMs ? undefined : "group_budget";
  if (group.sentMs === undefined) return undefined;
  if (group.total < group.rung && quietMs <= hourMs) return "ladder";
  const { count } = filled(group.tokens, nowMs, bucketOf(limits));
  return count >= 1 ? undefined : "group_budget";
}

/** The group once an event was sent that stands for all of it; its first one takes no token. */
export function withEvent(
  group: ForwardedGroup,
  nowMs: number,
  limits: GroupLimits,
): ForwardedGroup {
  const bucket = bucketOf(limits);
  const tokens = filled(group.tokens, nowMs, bucket);
  return {
    total: group.total,
    left: 0,
    sentMs: nowMs,
    rung: rungAfter(group.total),
    tokens: group.sentMs === undefined ? tokens : takenFrom(tokens, bucket),
  };
}

function bucketOf({ groupEventsPerHour }: GroupLimits): BucketOptions {
  return { capacity: groupEventsPerHour, fillMs: hourMs };
}
