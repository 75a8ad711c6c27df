import type { Rows } from "./rows.ts";

/** What is to be in a cell in place of what. */
export interface CellSwap {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly keepMs: number;
}

const prefix = "cell/";
/** The character after the slash: what follows all cells. */
const end = "cell0";
const maxCells = 2_000;
const maxNameLength = 64;
const maxTextLength = 4_000;
const secondMs = 1_000;
const twoYearsMs = 2 * 365 * 86_400_000;

/** @throws RangeError when a cell cannot have this name, hold this text or be kept for this long. */
export function checkCell(name: string, text: string | undefined, keepMs: number): void {
  checkCellName(name);
  if (text !== undefined && text.length > maxTextLength) {
    throw new RangeError(
      `Cannot write the cell: its text has ${text.length} characters; ${maxTextLength} are allowed`,
    );
  }
  if (keepMs > secondMs && keepMs < twoYearsMs) return;
  throw new RangeError(
    `Cannot write the cell: it is to be kept for ${keepMs} ms; give more than a second and less than two years`,
  );
}

/** @throws RangeError when a cell cannot have this name. */
export function checkCellName(name: string): void {
  if (name !== "" && name.length <= maxNameLength && name.isWellFormed()) return;
  const state = name.isWellFormed() ? `${name.length} characters` : "half a character";
  throw new RangeError(
    `Cannot use the cell: its name has ${state}; give 1 to ${maxNameLength} whole ones`,
  );
}

/** The key of a cell, without the characters that SQL or a line end at. */
export function cellKey(name: string): string {
  return prefix + JSON.stringify(name);
}

/** Reads what is in a cell; one that has run out is empty. */
export function readCell(rows: Rows, name: string, nowMs: number): string | undefined {
  return heldIn(rows.text(cellKey(name)), nowMs);
}

/** Writes a cell that has been checked, if what is in it is `before`; returns what was in it. */
export function swapCell(rows: Rows, swap: CellSwap, nowMs: number): string | undefined {
  const { name, before, after, keepMs } = swap;
  const key = cellKey(name);
  const row = rows.text(key);
  const held = heldIn(row, nowMs);
  if (held !== before) return held;
  if (after !== undefined) {
    if (row === undefined) makeRoom(rows, nowMs);
    rows.putText(key, JSON.stringify([nowMs + keepMs, after]));
  } else if (row !== undefined) rows.deleteText(key);
  return held;
}

function heldIn(row: string | undefined, nowMs: number): string | undefined {
  if (row === undefined) return undefined;
  const [endMs, text] = parseRow(row);
  return endMs > nowMs ? text : undefined;
}

/** Makes room for one more: what has run out goes, and where that is not enough, what would run out next. */
function makeRoom(rows: Rows, nowMs: number): void {
  const keys = rows.keys(prefix, end);
  const excess = keys.length + 1 - maxCells;
  if (excess <= 0) return;
  const ends = keys.map((key) => [parseRow(rows.text(key) ?? "[0]")[0], key] as const);
  for (const [index, [endMs, key]] of ends.toSorted(([a], [b]) => a - b).entries()) {
    if (endMs > nowMs && index >= excess) return;
    rows.deleteText(key);
  }
}

function parseRow(row: string): readonly [endMs: number, text: string] {
  return JSON.parse(row);
}
