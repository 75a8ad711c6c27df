const dashesWide = 32;

/**
 * Writes values as the path of an SVG, from 0 at the bottom to the greatest at the top; gaps where nothing is known. It
 * has whole numbers only, for they are written several times faster than others.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): string {
  let max = 0;
  for (const value of values) max = Math.max(max, value ?? 0);
  const perStep = width / Math.max(1, values.length - 1);
  // What stands alone would be too small to be seen.
  const dash = Math.round(width / dashesWide);
  const perUnit = max > 0 ? height / max : 0;
  let path = "";
  let isDrawn = false;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? null;
    if (value !== null) {
      const isAlone = !isDrawn && (values[at + 1] ?? null) === null;
      const x = Math.round(isAlone ? Math.min(at * perStep, width - dash) : at * perStep);
      path += `${isDrawn ? "L" : "M"}${x} ${Math.round(height - value * perUnit)}`;
      if (isAlone) path += `h${dash}`;
    }
    isDrawn = value !== null;
  }
  return path;
}
