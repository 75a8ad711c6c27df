/** How many shades a heatmap has for cells that are not empty; as many as the style sheet has colours. */
export const heatLevels = 7;

/** Finds the shade of a cell, 0 for an empty one: by the logarithm, for counts spread over many magnitudes. */
export function heatLevel(count: number, max: number): number {
  if (!(count > 0)) return 0;
  if (max <= 1) return heatLevels;
  const share = Math.log(Math.min(count, max)) / Math.log(max);
  return Math.max(1, Math.ceil(share * heatLevels));
}

/** The greatest of all cells. */
export function greatestCount(counts: readonly (readonly number[])[]): number {
  let max = 0;
  for (const column of counts) for (const count of column) max = Math.max(max, count);
  return max;
}

/** The rows to show: those from the first to the last that are not empty in all steps, and one more at each side. */
export function shownRows(
  counts: readonly (readonly number[])[],
  rowCount: number,
): { readonly first: number; readonly end: number } {
  let first = rowCount;
  let end = 0;
  for (const column of counts) {
    for (const [row, count] of column.entries()) {
      if (count > 0) {
        first = Math.min(first, row);
        end = Math.max(end, row + 1);
      }
    }
  }
  if (first >= end) return { first: 0, end: rowCount };
  return { first: Math.max(0, first - 1), end: Math.min(rowCount, end + 1) };
}
