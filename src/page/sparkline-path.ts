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
  const perUnit = max > 0 ? height / max : 0;
  let path = "";
  let isDrawn = false;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? null;
    if (value !== null) {
      const isAlone = !isDrawn && (values[at + 1] ?? null) === null;
      path += `${isDrawn ? "L" : "M"}${Math.round(at * perStep)} ${Math.round(height - value * perUnit)}`;
      // A line of no length is drawn as a dot, its ends being round.
      if (isAlone) path += "h0";
    }
    isDrawn = value !== null;
  }
  return path;
}
