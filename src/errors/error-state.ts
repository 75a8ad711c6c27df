import type { Notes } from "../core/store.ts";

/** What somebody has decided about a group. */
export interface ErrorNote {
  readonly state: "resolved" | "muted";
  readonly changedMs: number;
  /** The releases in which it had failed by then: it may go on failing where they still run. */
  readonly releases: readonly string[];
}

/** `regressed` is resolved, and failing again in a release that was not there when it was. */
export type ErrorState = "open" | "resolved" | "regressed" | "muted";

/** When a group failed last, by release. */
export type LastByRelease = ReadonlyMap<string, number>;

/** Tells the state of a group from what was noted and what has happened since. */
export function stateOf(note: ErrorNote | undefined, last: LastByRelease): ErrorState {
  if (note === undefined) return "open";
  if (note.state === "muted") return "muted";
  for (const [release, lastMs] of last) {
    // Without a release, time alone tells old from new.
    const isOld = release !== "" && note.releases.includes(release);
    if (!isOld && lastMs > note.changedMs) return "regressed";
  }
  return "resolved";
}

const prefix = "error/";

export function formatErrorNote(note: ErrorNote | undefined): string {
  return note === undefined ? "" : JSON.stringify(note);
}

/** Reads what was noted of groups, by their ids; other notes are left out. */
export async function readErrorNotes(
  notes: Notes | undefined,
): Promise<ReadonlyMap<string, ErrorNote>> {
  const all = (await notes?.read()) ?? [];
  const found = new Map<string, ErrorNote>();
  for (const [name, text] of all) {
    if (!name.startsWith(prefix)) continue;
    const note: ErrorNote = JSON.parse(text);
    found.set(name.slice(prefix.length), note);
  }
  return found;
}

export function errorNoteName(id: string): string {
  return prefix + id;
}
