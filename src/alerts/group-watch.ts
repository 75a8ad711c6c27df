import type { Clock } from "../core/clock.ts";
import { otherGroups } from "../core/error-group.ts";

import { frameStart, type Frame } from "../core/frame.ts";
import { RandomIds } from "../core/random-ids.ts";
import type { Cells, Store } from "../core/store.ts";
import { readErrorNotes, stateOf, type ErrorNote } from "../errors/error-state.ts";
import { SharedCells } from "../errors/shared-cells.ts";
import { gatherGroups, type GatheredGroup } from "../query/gathered-groups.ts";
import { findSpikes } from "../query/spikes.ts";
import type { GroupChange, GroupNotice } from "./group-notice.ts";

export interface GroupWatchOptions {
  readonly store: Store;
  readonly cells: Cells;
  readonly clock: Clock;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** As long as days of it are kept. */
const knownMs = 400 * dayMs;
const renewMs = 100 * dayMs;
/** A group may have quiet minutes within one spike. */
const calmMs = hourMs;
const maxKnown = 5_000;

/**
 * Finds what has changed about groups of errors, each change for one of all who share a store.
 *
 * It reads no more than it must: a cell for a group that it has not met, the notes, and once a minute, by one of all, what
 * shows spikes. Who finds a change and ends before it is told takes it along.
 */
export class GroupWatch {
  readonly #options: GroupWatchOptions;
  readonly #cells: SharedCells;
  readonly #known = new Set<string>();
  #spikesMs = -Infinity;

  constructor(options: GroupWatchOptions) {
    this.#options = options;
    this.#cells = new SharedCells(options.cells, new RandomIds(), knownMs);
  }

  /** Finds what failures that have just been counted have changed, and tells of each change at once. */
  async check(frames: readonly Frame[], tell: (notice: GroupNotice) => void): Promise<void> {
    const failing = gatherGroups(frames);
    failing.delete(otherGroups);
    if (failing.size === 0) return;
    const notes = await readErrorNotes(this.#options.store.notes);
    const checks = Array.from(failing, async ([id, group]) => {
      if (await this.#isNew(id)) tell(this.#notice("new", id, group));
      const hasRegressed = await this.#hasRegressed(id, group, notes.get(id));
      if (hasRegressed) tell(this.#notice("regressed", id, group));
    });
    await Promise.all([...checks, this.#findSpikes(notes, tell)]);
  }

  async #isNew(id: string): Promise<boolean> {
    if (this.#known.has(id)) return false;
    const nowMs = this.#options.clock.now();
    const isNew = await this.#cells.change<number, boolean>(`known/${id}`, (sinceMs) => {
      if (sinceMs === undefined) return { value: nowMs, answer: true };
      return nowMs - sinceMs > renewMs ? { value: nowMs, answer: false } : { answer: false };
    });
    const [oldest] = this.#known;
    if (this.#known.size >= maxKnown && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(id);
    return isNew;
  }

  async #hasRegressed(
    id: string,
    { lastByRelease }: GatheredGroup,
    note: ErrorNote | undefined,
  ): Promise<boolean> {
    if (note === undefined || stateOf(note, lastByRelease) !== "regressed") return false;
    return await this.#cells.change<number, boolean>(`regressed/${id}`, (resolvedMs) =>
      resolvedMs === note.changedMs ? { answer: false } : { value: note.changedMs, answer: true },
    );
  }

  async #findSpikes(
    notes: ReadonlyMap<string, ErrorNote>,
    tell: (notice: GroupNotice) => void,
  ): Promise<void> {
    const { store, clock } = this.#options;
    const nowMs = clock.now();
    const thisMs = frameStart(nowMs, minuteMs);
    if (this.#spikesMs === thisMs) return;
    this.#spikesMs = thisMs;
    const isChosen = await this.#cells.change<number, boolean>("spikes", (lastMs = 0) =>
      lastMs >= thisMs ? { answer: false } : { value: thisMs, answer: true },
    );
    if (!isChosen) return;
    for (const { id, baseline, group } of await findSpikes(store, nowMs)) {
      if (notes.get(id)?.state === "muted") continue;
      const isTold = await this.#cells.change<number, boolean>(
        `spiking/${id}`,
        (lastMs = -calmMs) => ({
          value: nowMs,
          answer: nowMs - lastMs >= calmMs,
        }),
      );
      if (isTold) tell({ ...this.#notice("spiking", id, group), baseline });
    }
  }

  #notice(change: GroupChange, id: string, found: GatheredGroup): GroupNotice {
    const { tally, services, releases } = found;
    const sample = tally.last ?? tally.first;
    const title = sample?.["title"];
    return {
      kind: "error_group",
      change,
      timeMs: this.#options.clock.now(),
      group: id,
      title: typeof title === "string" ? title : id,
      service: [...services.keys()].at(-1) ?? "",
      release: [...releases.keys()].at(-1) ?? "",
      count: tally.count,
      sample,
    };
  }
}
