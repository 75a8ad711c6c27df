/** Lays rows out as text columns; those of the columns named in `right` are set flush right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<string>,
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows].map((row) => formatRow(row, header, widths, right)).join("\n");
}

function formatRow(
  row: readonly string[],
  header: readonly string[],
  widths: readonly number[],
  right: ReadonlySet<string>,
): string {
  const cells = widths.map((width, column) => {
    const text = row[column] ?? "";
    return right.has(header[column] ?? "") ? text.padStart(width) : text.padEnd(width);
  });
  return `  ${cells.join("  ")}`.trimEnd();
}
