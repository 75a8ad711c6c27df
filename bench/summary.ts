import type { RequestsReport } from "./requests.ts";
import { fastestTenth, median } from "./statistics.ts";

/** What one contender costs, over all rounds. */
export interface Summary {
  readonly name: string;
  readonly over: string;
  /** Microseconds a request, its baseline included. */
  readonly wholeUs: number;
  /** Microseconds a request beyond its baseline: median of the rounds, and their extremes. */
  readonly addedUs: number;
  readonly minAddedUs: number;
  readonly maxAddedUs: number;
  /** Times its baseline. */
  readonly ratio: number;
  readonly linesPerRequest: number;
  readonly charactersPerRequest: number;
  readonly hasRequestId: boolean;
}

/** Takes the difference to the baseline within each round, and then the median of the rounds. */
export function summarise(rounds: readonly RequestsReport[]): Summary[] {
  const costs = rounds.map(
    ({ measured }) =>
      new Map(measured.map(({ name, batchesUs }) => [name, fastestTenth(batchesUs)])),
  );
  return (rounds[0]?.measured ?? []).map(({ name, over, batchesUs: _batches, ...facts }) => {
    const whole = costs.map((round) => round.get(name) ?? Number.NaN);
    const bare = costs.map((round) => round.get(over) ?? Number.NaN);
    const added = whole.map((cost, round) => cost - (bare[round] ?? Number.NaN));
    return {
      name,
      over,
      wholeUs: median(whole),
      addedUs: median(added),
      minAddedUs: Math.min(...added),
      maxAddedUs: Math.max(...added),
      ratio: median(whole.map((cost, round) => cost / (bare[round] ?? Number.NaN))),
      ...facts,
    };
  });
}
