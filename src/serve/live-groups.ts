import { otherGroups } from "../core/error-group.ts";
import { stateOf, type ErrorNote } from "../errors/error-state.ts";
import type { GatheredGroup } from "../query/gathered-groups.ts";

type Groups = ReadonlyMap<string, GatheredGroup>;
type Notes = ReadonlyMap<string, ErrorNote>;

/** What has become of a group of errors. */
export interface LiveGroupChange {
  readonly kind: "new" | "regressed";
  /** `count` is what came with the news. */
  readonly group: { readonly id: string; readonly title: string; readonly count: number };
}

/** Totals keep the groups that failed last: one that has been left out and comes back is not new. */
const maxKnown = 5_000;
const maxTitleLength = 200;

/** Tells from reading to reading which groups of errors are new, or are back after they were resolved. */
export class LiveGroups {
  readonly #known = new Set<string>();
  #counts: ReadonlyMap<string, number>;
  /** Since when they had been resolved; undefined until notes could be read. */
  #regressed: ReadonlyMap<string, number> | undefined;

  /** @param notes undefined where they were not read */
  constructor(groups: Groups, notes: Notes | undefined) {
    this.#counts = this.#learn(groups);
    this.#regressed = notes && regressedIn(groups, notes);
  }

  /** Whether any has failed since: only then the notes are worth reading. */
  hasGrown(groups: Groups): boolean {
    return [...groups].some(([id, group]) => this.#growth(id, group) > 0);
  }

  /** Lists what has changed, and goes on from there. */
  change(groups: Groups, notes: Notes | undefined): readonly LiveGroupChange[] {
    const regressed = (notes && regressedIn(groups, notes)) ?? this.#regressed;
    const before = this.#regressed ?? regressed;
    const changes = [...groups].flatMap(([id, group]): LiveGroupChange[] => {
      const count = this.#growth(id, group);
      if (id === otherGroups || count <= 0) return [];
      const told = { id, title: titleOf(id, group), count };
      if (!this.#known.has(id)) return [{ kind: "new", group: told }];
      return regressed?.get(id) === before?.get(id) ? [] : [{ kind: "regressed", group: told }];
    });
    this.#regressed = regressed;
    this.#counts = this.#learn(groups);
    return changes;
  }

  #growth(id: string, { tally }: GatheredGroup): number {
    return tally.count - (this.#counts.get(id) ?? 0);
  }

  #learn(groups: Groups): ReadonlyMap<string, number> {
    for (const id of groups.keys()) {
      // Those that fail stay: the ones that have not been seen for longest are forgotten.
      this.#known.delete(id);
      this.#known.add(id);
    }
    for (const oldest of this.#known) {
      if (this.#known.size <= maxKnown) break;
      this.#known.delete(oldest);
    }
    return new Map([...groups].map(([id, { tally }]) => [id, tally.count]));
  }
}

function regressedIn(groups: Groups, notes: Notes): ReadonlyMap<string, number> {
  const regressed = new Map<string, number>();
  for (const [id, { lastByRelease }] of groups) {
    const note = notes.get(id);
    if (note !== undefined && stateOf(note, lastByRelease) === "regressed") {
      regressed.set(id, note.changedMs);
    }
  }
  return regressed;
}

function titleOf(id: string, { tally }: GatheredGroup): string {
  const title = (tally.last ?? tally.first)?.["title"];
  return typeof title === "string" ? title.slice(0, maxTitleLength) : id;
}
