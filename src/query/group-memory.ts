import type { Store } from "../core/store.ts";
import { readErrorNotes } from "../errors/error-state.ts";
import { gatherGroups } from "./gathered-groups.ts";
import {
  readSpiking,
  type FactsQuery,
  type FindFacts,
  type GroupFacts,
  type Groups,
  type Notes,
} from "./group-facts.ts";

/** Something that was read, as it was at a time. */
interface Remembered<T> {
  readonly atMs: number;
  readonly value: T;
}

/** When a group failed first does not change, but for what a source sends late. */
const knownMs = 5 * 60_000;
/** Spikes that are told of are looked for as often. */
const spikesMs = 60_000;

/**
 * Remembers what a store has said of groups of errors, so that a view that is refreshed need not ask for it each time.
 *
 * It holds values and no promises: on Workers these end with the request that has made them (2026-11).
 */
export class GroupMemory {
  #known: Remembered<Groups> | undefined;
  #notes: Remembered<Notes> | undefined;
  #spiking: Remembered<ReadonlySet<string>> | undefined;
  /** How often notes have changed here. */
  #changes = 0;

  /** Finds facts for somebody who says how old they may be. */
  recall(maxAgeMs: number): FindFacts {
    return async (store, query) => {
      const { nowMs } = query;
      const [known, notes, spiking] = await Promise.all([
        this.#findKnown(store, query, maxAgeMs),
        valueOf(this.#notes, nowMs, maxAgeMs) ?? this.readNotes(store, nowMs),
        query.maySpike ? this.#findSpiking(store, nowMs, maxAgeMs) : new Set<string>(),
      ]);
      return { known, notes, spiking } satisfies GroupFacts;
    };
  }

  /** Takes what somebody has read of all groups. */
  learn(groups: Groups, atMs: number): void {
    this.#known = { atMs, value: groups };
  }

  /** Reads what people have decided about groups. */
  async readNotes(store: Store, nowMs: number): Promise<Notes> {
    const changes = this.#changes;
    const value = await readErrorNotes(store.notes);
    if (changes === this.#changes) this.#notes = { atMs: nowMs, value };
    return value;
  }

  /** Forgets what people had decided; what is being read by now is not remembered either. */
  forgetNotes(): void {
    this.#changes++;
    this.#notes = undefined;
  }

  async #findKnown(
    store: Store,
    { failed, nowMs, isUpToNow }: FactsQuery,
    maxAgeMs: number,
  ): Promise<Groups> {
    const known = valueOf(this.#known, nowMs, isUpToNow ? knownMs : maxAgeMs);
    if (known !== undefined && [...failed.keys()].every((id) => known.has(id))) return known;
    const { frames } = await store.totals();
    // Of those that totals have no room for, nothing else is known.
    const groups = new Map([...failed, ...gatherGroups(frames)]);
    this.learn(groups, nowMs);
    return groups;
  }

  async #findSpiking(store: Store, nowMs: number, maxAgeMs: number): Promise<ReadonlySet<string>> {
    const known = valueOf(this.#spiking, nowMs, Math.max(maxAgeMs, spikesMs));
    if (known !== undefined) return known;
    const value = await readSpiking(store, nowMs);
    this.#spiking = { atMs: nowMs, value };
    return value;
  }
}

/** Undefined where it is too old, or clocks were put back. */
function valueOf<T>(
  remembered: Remembered<T> | undefined,
  nowMs: number,
  keepMs: number,
): T | undefined {
  if (remembered === undefined) return undefined;
  const ageMs = nowMs - remembered.atMs;
  return ageMs >= 0 && ageMs <= keepMs ? remembered.value : undefined;
}
