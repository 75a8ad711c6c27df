import { QueryError } from "./query-error.ts";

/** What a row is ordered by: the values asked for, then its labels and its time, so that no two are alike. */
export type OrderKey = readonly (string | number | null)[];

/** Where an answer goes on: the question as it was first asked, and the last row that was told. */
export interface Cursor {
  /** When it was asked, which relative times are relative to. */
  readonly askedMs: number;
  readonly after: OrderKey;
}

/** Writes a cursor, which belongs to one question. */
export function formatCursor(cursor: Cursor, search: URLSearchParams): string {
  const json = JSON.stringify([cursor.askedMs, questionOf(search), cursor.after]);
  let bytes = "";
  for (const byte of new TextEncoder().encode(json)) bytes += String.fromCharCode(byte);
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Reads a cursor back.
 *
 * @throws QueryError when it is none, or comes from another question.
 */
export function parseCursor(text: string, search: URLSearchParams): Cursor {
  const [askedMs, question, after] = readList(text);
  if (
    typeof askedMs !== "number" ||
    !(askedMs >= 0 && askedMs <= 8.64e15) ||
    !Array.isArray(after) ||
    !after.every(isKeyPart)
  ) {
    throw new QueryError("cursor", "Cannot use cursor: it is none; pass next_cursor on as it is");
  }
  if (question !== questionOf(search)) {
    throw new QueryError(
      "cursor",
      "Cannot use cursor: it belongs to another question; leave all other parameters as they were",
    );
  }
  return { askedMs, after };
}

function readList(text: string): readonly unknown[] {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const codes = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
    const list: unknown = JSON.parse(new TextDecoder().decode(codes));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

function isKeyPart(part: unknown): part is string | number | null {
  return part === null || typeof part === "string" || typeof part === "number";
}

/** All parameters but the cursor itself, whatever order they come in. */
function questionOf(search: URLSearchParams): string {
  const others = [...search].filter(([name]) => name !== "cursor");
  const parts = others.map((pair) => JSON.stringify(pair));
  return parts.toSorted().join("");
}
