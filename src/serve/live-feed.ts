import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { emptyFrame } from "../core/frame.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { Store } from "../core/store.ts";
import type { ErrorNote } from "../errors/error-state.ts";
import type { CheckRunner } from "../health/check-runner.ts";
import { gatherGroups, type GatheredGroup } from "../query/gathered-groups.ts";
import type { GroupMemory } from "../query/group-memory.ts";
import { LiveGroups } from "./live-groups.ts";
import { LiveHealth } from "./live-health.ts";
import { LiveRing } from "./live-ring.ts";
import { routeDeltas, sumTotals, type LiveTotals } from "./live-totals.ts";

/** What a feed is made from. */
export interface LiveFeedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly checks: Pick<CheckRunner, "reports">;
  readonly ids: RandomIds;
  /** Learns what is read. */
  readonly memory: GroupMemory;
  /** Writes what this source has counted; it does not throw. */
  readonly flushOwn: () => Promise<void>;
}

/** What a reading has shown, before anything is made of it. */
interface Seen {
  readonly totals: LiveTotals;
  readonly groups: ReadonlyMap<string, GatheredGroup>;
  /** Undefined where they were not read, or could not be. */
  readonly notes: ReadonlyMap<string, ErrorNote> | undefined;
}

interface Known {
  readonly totals: LiveTotals;
  readonly groups: LiveGroups;
}

const intervalMs = 2_000;
/** How often those who wait for somebody else's reading look whether it is there. */
const pollMs = 200;
const readTimeoutMs = 5_000;
const notesTimeoutMs = 2_000;
/** The flush before a reading, and a little: who takes longer belongs to a request that was cancelled. */
const graceMs = 2_000;
/** Browsers that have lost their stream are back after a few seconds. */
const unwatchedMs = 30_000;
const maxRoutes = 200;
const maxGroups = 50;

/**
 * Finds out what has changed, for all who watch: one of them reads, and the others find what it has read.
 *
 * It holds nothing but data. On Workers streams, timers and promises belong to the request that has made them (2026-11).
 */
export class LiveFeed {
  readonly ring: LiveRing;
  readonly #parts: LiveFeedParts;
  #known: Known | undefined;
  #health: LiveHealth | undefined;
  #readings = 0;
  #busyUntilMs = -Infinity;
  #lookedMs = -Infinity;
  #isFailing = false;

  constructor(parts: LiveFeedParts) {
    this.#parts = parts;
    this.ring = new LiveRing(parts.ids);
  }

  /** Whether the last reading came to nothing. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** What was ever counted, for those who have just come; undefined until it is known. */
  get totals(): object | undefined {
    return this.#known && this.#totalsEvent(this.#known.totals);
  }

  /** Where somebody comes who has seen everything up to a cursor; -1 where that is not known any more. */
  join(lastCursor: string | null): number {
    // What has happened while nobody was watching would look like the work of one moment.
    if (this.#known !== undefined && this.#sinceMs() > unwatchedMs) this.#forget();
    if (lastCursor === null || lastCursor === "") return this.ring.last;
    return this.ring.numberOf(lastCursor) ?? -1;
  }

  /** How long whoever watches may wait before looking again; 0 where it is due. */
  waitMs(): number {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs < this.#busyUntilMs) return pollMs;
    return Math.max(0, this.#lookedMs + intervalMs - nowMs);
  }

  /** Reads, if it is due and nobody else does; never rejects. */
  async look(): Promise<void> {
    if (this.waitMs() > 0) return;
    const { clock, flushOwn } = this.#parts;
    this.#readings++;
    const reading = this.#readings;
    this.#lookedMs = clock.monotonicMs();
    this.#busyUntilMs = this.#lookedMs + readTimeoutMs + graceMs;
    this.#tellHealth();
    const seen = await flushOwn()
      .then(() => withDeadline(this.#read(), "read what is new", readTimeoutMs, clock))
      .catch(() => undefined);
    // Somebody has taken over meanwhile.
    if (reading !== this.#readings) return;
    this.#lookedMs = clock.monotonicMs();
    this.#busyUntilMs = -Infinity;
    this.#isFailing = seen === undefined;
    if (seen !== undefined) this.#tell(seen);
  }

  async #read(): Promise<Seen> {
    const { store, clock, memory } = this.#parts;
    const nowMs = clock.now();
    const [totals = emptyFrame(0)] = (await store.totals()).frames;
    const groups = gatherGroups([totals]);
    memory.learn(groups, nowMs);
    const isWorthwhile = this.#known?.groups.hasGrown(groups) ?? true;
    const notes = isWorthwhile
      ? await withDeadline(
          memory.readNotes(store, nowMs),
          "read notes",
          notesTimeoutMs,
          clock,
        ).catch(() => undefined)
      : undefined;
    return { totals: sumTotals(totals), groups, notes };
  }

  #tell(seen: Seen): void {
    const { totals, groups, notes } = seen;
    const before = this.#known;
    if (before === undefined || hasShrunk(before.totals, totals)) {
      if (before !== undefined) this.#forget();
      this.#known = { totals, groups: new LiveGroups(groups, notes) };
      this.ring.push("totals", this.#totalsEvent(totals));
      return;
    }
    this.#known = { totals, groups: before.groups };
    const deltas = routeDeltas(before.totals, totals, maxRoutes);
    if (deltas !== undefined) {
      this.ring.push("totals", this.#totalsEvent(totals));
      this.ring.push("routes", { time: this.#time(), ...deltas });
    }
    const changes = before.groups.change(groups, notes);
    for (const change of changes.slice(0, maxGroups)) {
      this.ring.push("group", { time: this.#time(), ...change });
    }
    if (changes.length > maxGroups) this.ring.push("reset", {});
  }

  #tellHealth(): void {
    const { checks, clock } = this.#parts;
    const reports = checks.reports();
    if (this.#health === undefined) this.#health = new LiveHealth(reports);
    else {
      for (const change of this.#health.change(reports, clock.now())) {
        this.ring.push("health", change);
      }
    }
  }

  #forget(): void {
    this.#known = undefined;
    this.#health = undefined;
    this.ring.push("reset", {});
  }

  #sinceMs(): number {
    return this.#parts.clock.monotonicMs() - this.#lookedMs;
  }

  #totalsEvent({ requests, errors }: LiveTotals): object {
    return { time: this.#time(), requests, errors };
  }

  #time(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }
}

function hasShrunk(before: LiveTotals, now: LiveTotals): boolean {
  return now.requests < before.requests || now.errors < before.errors;
}
