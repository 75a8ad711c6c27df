/** One failure in full, as JSON that has been redacted: what it was, where, and what led to it. */
export interface FailureSample {
  readonly errorId: string;
  readonly timeMs: number;
  readonly [fact: string]: unknown;
}

/** What is known of the failures of one group in one bucket; merges in any order to the same. */
export interface GroupTally {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The least hashes of the consumers that it hit: all of them while they are few. */
  readonly consumers: readonly number[];
  /** The first and the last failure; absent where groups were given up. */
  readonly first?: FailureSample | undefined;
  readonly last?: FailureSample | undefined;
}

/** Group id, service and release, as a JSON array. */
export type GroupKey = string;

/** The id of what was counted without telling groups apart. */
export const otherGroups = "(other)";

/** How many hashes of consumers are kept; the standard error beyond is 18 %. */
export const maxConsumerHashes = 32;

export function formatGroupKey(id: string, service: string, release: string): GroupKey {
  return JSON.stringify([id, service, release]);
}

export function parseGroupKey(key: GroupKey): { id: string; service: string; release: string } {
  const [id = "", service = "", release = ""]: string[] = JSON.parse(key);
  return { id, service, release };
}

export function mergeTallies(a: GroupTally, b: GroupTally): GroupTally {
  return {
    count: a.count + b.count,
    firstMs: Math.min(a.firstMs, b.firstMs),
    lastMs: Math.max(a.lastMs, b.lastMs),
    consumers: leastOf(a.consumers, b.consumers),
    first: pickSample(a.first, b.first, -1),
    last: pickSample(a.last, b.last, 1),
  };
}

/** Tells whether a group hit a consumer of that hash; undefined where it hit more of them than are kept. */
export function hasHit({ consumers }: GroupTally, hash: number): boolean | undefined {
  if (consumers.includes(hash)) return true;
  const isKept = consumers.length < maxConsumerHashes || hash < (consumers.at(-1) ?? 0);
  return isKept ? false : undefined;
}

/** Estimates how many consumers a group hit, from the least hashes of 32 bits (k minimum values). */
export function countConsumers(hashes: readonly number[]): number {
  const largest = hashes.at(-1);
  if (hashes.length < maxConsumerHashes || largest === undefined) return hashes.length;
  return Math.round(((maxConsumerHashes - 1) * 2 ** 32) / (largest + 1));
}

function leastOf(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const all = [...new Set([...a, ...b])].toSorted((one, other) => one - other);
  return all.slice(0, maxConsumerHashes);
}

/** The earlier sample for -1, the later one for 1; ids decide where times are the same. */
function pickSample(
  a: FailureSample | undefined,
  b: FailureSample | undefined,
  direction: -1 | 1,
): FailureSample | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = a.timeMs === b.timeMs ? (a.errorId < b.errorId ? -1 : 1) : a.timeMs - b.timeMs;
  return Math.sign(difference) === direction ? a : b;
}
