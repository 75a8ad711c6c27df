/** A row as an answer writes it in JSON. */
export type TableRow = Readonly<Record<string, unknown>>;

const lineEnd = "\r\n";

/**
 * Writes rows as CSV (RFC 4180) with a header; `duration_ms.p50` names a member of a member.
 *
 * A text that a spreadsheet would run as a formula gets a ' before it, and so does one that begins with a ' already.
 */
export function formatCsv(columns: readonly string[], rows: readonly TableRow[]): string {
  const lines = rows.map((row) => columns.map((column) => formatCell(valueAt(row, column))));
  return [columns, ...lines].map((cells) => cells.join(",") + lineEnd).join("");
}

function valueAt(row: TableRow, column: string): unknown {
  let value: unknown = row;
  for (const name of column.split(".")) {
    value = isRow(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

function isRow(value: unknown): value is TableRow {
  return typeof value === "object" && value !== null;
}

/** What is not there, or not known, is an empty cell. */
function formatCell(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  const text = isRisky(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets run cells that begin like this (OWASP, CSV injection), unless they are numbers. */
function isRisky(text: string): boolean {
  return /^[=+\-@\t\r']/.test(text) && !/^[+-]?\d+(?:\.\d+)?$/.test(text);
}
