/** What share of requests should be answered without an error, where nothing else is said. */
export const defaultObjective = 0.999;

const smallestBudget = 1e-9;
const precision = 1e12;

/** Reads an objective given as a share (0.999) or in percent (99.9); undefined where it leaves no error budget. */
export function toObjective(value: number): number | undefined {
  const share = value > 1 ? rounded(value / 100) : value;
  return share > 0 && errorBudget(share) >= smallestBudget ? share : undefined;
}

/** @throws RangeError when an option leaves no error budget. */
export function checkObjective(objective: number | undefined): void {
  if (objective === undefined) return;
  if (typeof objective === "number" && toObjective(objective) !== undefined) return;
  throw new RangeError(
    `Cannot start Edgewatch: objective is ${objective}; give a share such as 0.999 or percent such as 99.9`,
  );
}

/** The share of requests that may fail, without the noise of floating point: 0.001 for 0.999. */
export function errorBudget(objective: number): number {
  return rounded(1 - objective);
}

function rounded(share: number): number {
  return Math.round(share * precision) / precision;
}
