type Values = readonly (number | null)[];

/** What is drawn for one line of a chart; all of it on the same steps, null where nothing is. */
export interface PlotLayer {
  /** Index of the line. */
  readonly line: number;
  /** Top of the area. */
  readonly area: Values;
  /** The line through whole steps. */
  readonly edge: Values;
  /** What leads to and from steps that are not whole, which is drawn dotted. */
  readonly partialEdge: Values;
  /** Steps whose neighbours are unknown: a line through one point is none, so it is drawn as a dot. */
  readonly dots: readonly number[];
  /** Steps that are not whole. */
  readonly hollow: readonly number[];
}

/** Tells what to draw for lines that lie over each other. */
export function lineLayers(
  lines: readonly Values[],
  partial: ReadonlySet<number>,
): readonly PlotLayer[] {
  return lines.map((values, line) => layerOf(line, values, values, partial));
}

/**
 * Tells what to draw for lines that lie on top of each other, the last one at the bottom: the worst of all classes has
 * the base line to be judged by. The topmost comes first, for it is painted first.
 *
 * @param least height of anything that is more than 0, so that one error among a million requests is seen
 */
export function stackLayers(
  lines: readonly Values[],
  partial: ReadonlySet<number>,
  least = 0,
): readonly PlotLayer[] {
  const length = lines[0]?.length ?? 0;
  const known = Array.from({ length }, (_, at) => lines.some((values) => isKnown(values[at])));
  let below: Values = known.map((isAny) => (isAny ? 0 : null));
  const layers: PlotLayer[] = [];
  for (let line = lines.length - 1; line >= 0; line -= 1) {
    const own = lines[line] ?? [];
    const top = below.map((sum, at) => {
      const value = own[at] ?? 0;
      return sum === null ? null : sum + (value > 0 ? Math.max(least, value) : 0);
    });
    // An edge where the class has nothing would draw its colour along that of another.
    const seen = top.map((sum, at) =>
      [at - 1, at, at + 1].some((near) => (own[near] ?? 0) > 0) ? sum : null,
    );
    layers.unshift(layerOf(line, top, seen, partial));
    below = top;
  }
  return layers;
}

/** The greatest of all values, those of a stack added up; 0 where none is known. */
export function greatestOf(lines: readonly Values[], kind: "line" | "stack"): number {
  const length = lines[0]?.length ?? 0;
  let greatest = 0;
  for (let at = 0; at < length; at += 1) {
    const values = lines.map((line) => line[at] ?? 0);
    const value =
      kind === "stack" ? values.reduce((sum, one) => sum + one, 0) : Math.max(...values);
    greatest = Math.max(greatest, value);
  }
  return greatest;
}

function layerOf(
  line: number,
  tops: Values,
  seen: Values,
  partial: ReadonlySet<number>,
): PlotLayer {
  const edge = seen.map((value, at) => (partial.has(at) ? null : value));
  const hollow = seen.flatMap((value, at) => (isKnown(value) && partial.has(at) ? [at] : []));
  const partialEdge = seen.map((value, at) =>
    [at - 1, at, at + 1].some((near) => partial.has(near)) ? value : null,
  );
  const dots = edge.flatMap((value, at) => {
    const isAlone = isKnown(value) && !isKnown(seen[at - 1]) && !isKnown(seen[at + 1]);
    return isAlone ? [at] : [];
  });
  const area = tops.map((value, at) => (partial.has(at) ? null : value));
  return { line, area, edge, partialEdge, dots, hollow };
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}
