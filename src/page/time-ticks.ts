const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Distances that clocks and calendars know. */
const distancesMs: readonly number[] = [
  ...[10, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 4, 7, 14, 28, 91, 182, 365].map((days) => days * dayMs),
];

/** A moment that a time axis names. */
export interface TimeTick {
  readonly timeMs: number;
  /** Whether a day begins there, so that the date says more than the time. */
  readonly isDay: boolean;
}

/**
 * Chooses the moments that a time axis names: round ones by the clocks of a time zone.
 *
 * @param offsetAt how far the clocks are ahead of UTC at a moment, in milliseconds
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  maxCount: number,
  offsetAt: (timeMs: number) => number,
): readonly TimeTick[] {
  const roughMs = (toMs - fromMs) / Math.max(1, maxCount);
  const distanceMs =
    distancesMs.find((known) => known >= roughMs) ?? Math.ceil(roughMs / dayMs) * dayMs;
  const ticks: TimeTick[] = [];
  // By the clock of the place, which is put forward and back in between.
  const endMs = toMs + offsetAt(toMs) + hourMs;
  let clockMs = Math.floor((fromMs + offsetAt(fromMs)) / distanceMs) * distanceMs;
  for (; clockMs <= endMs && ticks.length <= 2 * maxCount; clockMs += distanceMs) {
    const timeMs = momentOf(clockMs, offsetAt);
    const isNew = timeMs > (ticks.at(-1)?.timeMs ?? -Infinity);
    if (isNew && timeMs >= fromMs && timeMs <= toMs)
      ticks.push({ timeMs, isDay: clockMs % dayMs === 0 });
  }
  return ticks;
}

/** When the clocks of a place show a time; where they skip it, when they do that. */
function momentOf(clockMs: number, offsetAt: (timeMs: number) => number): number {
  const roughMs = clockMs - offsetAt(clockMs);
  const timeMs = clockMs - offsetAt(roughMs);
  const isSkipped = timeMs + offsetAt(timeMs) !== clockMs;
  return isSkipped ? Math.max(roughMs, timeMs) : timeMs;
}
