/** What of a text is searched: labels are shorter, and anything may be sent. */
const maxLength = 1_000;

/** Keeps the rows that have all words of a search, in any case and order. */
export function matchWords<R>(
  rows: readonly R[],
  search: string,
  textOf: (row: R) => string,
): readonly R[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = textOf(row).slice(0, maxLength).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
