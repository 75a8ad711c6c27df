import type { Rows } from "./rows.ts";

const prefix = "note/";
/** The character after the slash: what follows all notes. */
const end = "note0";
const maxNotes = 2_000;
const maxNameLength = 64;
const maxTextLength = 4_000;

/** @throws RangeError when a note is longer than one may be. */
export function checkNote(name: string, text: string): void {
  if (name !== "" && name.length <= maxNameLength && text.length <= maxTextLength) return;
  throw new RangeError(
    `Cannot write the note: its name has ${name.length} characters and its text ${text.length}; ${maxNameLength} and ${maxTextLength} are allowed`,
  );
}

export function readNotes(rows: Rows): readonly (readonly [name: string, text: string])[] {
  return rows
    .keys(prefix, end)
    .map((key) => [key.slice(prefix.length), rows.text(key) ?? ""] as const);
}

/** @throws RangeError when there is no room for it. */
export function writeNote(rows: Rows, name: string, text: string): void {
  checkNote(name, text);
  const key = prefix + name;
  if (text === "") {
    rows.deleteText(key);
    return;
  }
  if (rows.text(key) === undefined && rows.keys(prefix, end).length >= maxNotes) {
    throw new RangeError(`Cannot write the note: there are ${maxNotes} already; take some away`);
  }
  rows.putText(key, text);
}
