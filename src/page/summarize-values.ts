/** What a chart says in one sentence; undefined where nothing is known. */
export interface ValueSummary {
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

/** Finds the least, the greatest and the latest of the values that are known. */
export function summarizeValues(values: readonly (number | null)[]): ValueSummary | undefined {
  let summary: ValueSummary | undefined;
  for (const value of values) {
    if (value !== null) {
      const { min, max } = summary ?? { min: value, max: value };
      summary = { min: Math.min(min, value), max: Math.max(max, value), last: value };
    }
  }
  return summary;
}
