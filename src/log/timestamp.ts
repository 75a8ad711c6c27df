const secondMs = 1_000;
/** The furthest time that a Date can hold (ECMA-262, time values). */
const maxTimeMs = 8.64e15;

/** Makes a formatter of ISO 8601 times that formats each second once. */
export function createTimestamp(): (timeMs: number) => string {
  let second = Number.NaN;
  let prefix = "";
  return (timeMs) => {
    const wholeMs = Math.abs(timeMs) <= maxTimeMs ? Math.floor(timeMs) : 0;
    const itsSecond = Math.floor(wholeMs / secondMs);
    if (itsSecond !== second) {
      second = itsSecond;
      prefix = new Date(second * secondMs).toISOString().slice(0, -4);
    }
    const milliseconds = wholeMs - second * secondMs;
    if (milliseconds >= 100) return `${prefix}${milliseconds}Z`;
    return `${prefix}${milliseconds >= 10 ? "0" : "00"}${milliseconds}Z`;
  };
}
