/** How far the greatest value may fall before the scale follows it down: figures that come and go make nothing jump. */
const lowestFill = 0.35;
/** What no figure of ours reaches; beyond it the steps of a scale are lost to rounding. */
const greatest = 1e300;

/** Chooses the top of a scale that begins at 0: a whole number of round steps, and never less than the value. */
export function niceMax(value: number): number {
  const step = niceStep(value);
  return rounded(Math.ceil(rounded(capped(value) / step)) * step);
}

/** Keeps the top of a scale while the greatest value still fills it well. */
export function stableMax(before: number | undefined, value: number): number {
  const isStill = before !== undefined && value <= before && value >= before * lowestFill;
  return isStill ? before : niceMax(value);
}

/** Lists the round values from 0 to the top of a scale: three to six of them. */
export function niceTicks(max: number): readonly number[] {
  const step = niceStep(max);
  return Array.from({ length: Math.round(max / step) + 1 }, (_, index) => rounded(index * step));
}

function niceStep(value: number): number {
  const rough = capped(value) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const share = rounded(rough / magnitude);
  // Half of 5 is none for counts, which have no halves.
  const nice = [1, 2, ...(magnitude === 1 ? [] : [2.5]), 5].find((known) => known >= share) ?? 10;
  return rounded(nice * magnitude);
}

/** A scale for nothing goes to 1. */
function capped(value: number): number {
  return value > 0 ? Math.max(1e-300, Math.min(greatest, value)) : 1;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
