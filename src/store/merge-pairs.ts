import type { SeriesValue } from "../core/frame.ts";
import { sumValues } from "../metrics/sum-values.ts";

type Pair = readonly [key: string, value: SeriesValue];

/** Adds the values of equal keys up. */
export function mergePairs(pairs: readonly Pair[]): readonly Pair[] {
  const merged = new Map<string, SeriesValue[]>();
  for (const [key, value] of pairs) {
    const values = merged.get(key);
    if (values === undefined) merged.set(key, [value]);
    else values.push(value);
  }
  return Array.from(merged, ([key, values]) => [key, sumValues(values)] as const);
}
