import { assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { timeTicks } from "../../src/page/time-ticks.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function isoTicks(from: string, to: string, count: number, offsetMs = 0): readonly string[] {
  const ticks = timeTicks(Date.parse(from), Date.parse(to), count, () => offsetMs);
  return ticks.map(({ timeMs }) => new Date(timeMs).toISOString().slice(5, 16));
}

test("names round times", () => {
  expect(isoTicks("2026-11-23T13:31:07Z", "2026-11-23T14:31:07Z", 5)).toEqual([
    "11-23T13:45",
    "11-23T14:00",
    "11-23T14:15",
    "11-23T14:30",
  ]);
});

test("names days where they begin in the time zone", () => {
  const inSeoul = isoTicks("2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z", 4, 9 * hourMs);
  expect(inSeoul).toEqual(["11-20T15:00", "11-21T15:00", "11-22T15:00"]);
  const ticks = timeTicks(Date.parse("2026-11-20"), Date.parse("2026-11-23"), 4, () => 9 * hourMs);
  expect(ticks.every(({ isDay }) => isDay)).toBe(true);
});

test("knows on which of the times a day begins", () => {
  const ticks = timeTicks(
    Date.parse("2026-11-20T06:00Z"),
    Date.parse("2026-11-21T06:00Z"),
    4,
    () => 0,
  );
  expect(ticks.map(({ isDay }) => isDay)).toEqual([false, false, false, true, false]);
});

test("days begin at midnight also where the clocks were put forward", () => {
  // Berlin, 29 March 2026: at 01:00 UTC from +1 to +2.
  const changeMs = Date.parse("2026-03-29T01:00:00Z");
  const ticks = timeTicks(changeMs - 2 * dayMs, changeMs + 2 * dayMs, 6, (timeMs) =>
    timeMs < changeMs ? hourMs : 2 * hourMs,
  );
  expect(ticks.map(({ timeMs }) => new Date(timeMs).toISOString().slice(5, 16))).toEqual([
    "03-27T23:00",
    "03-28T23:00",
    "03-29T22:00",
    "03-30T22:00",
  ]);
});

test("a day whose midnight the clocks skip begins when they do that", () => {
  // Santiago, 6 September 2026: at 04:00 UTC, its midnight, from -4 to -3.
  const changeMs = Date.parse("2026-09-06T04:00:00Z");
  const ticks = timeTicks(changeMs - 2 * dayMs, changeMs + 2 * dayMs, 6, (timeMs) =>
    timeMs < changeMs ? -4 * hourMs : -3 * hourMs,
  );
  expect(ticks.map(({ timeMs }) => new Date(timeMs).toISOString().slice(5, 16))).toEqual([
    "09-04T04:00",
    "09-05T04:00",
    "09-06T04:00",
    "09-07T03:00",
    "09-08T03:00",
  ]);
});

test("ticks lie in the range, ascend, and are about as many as there is space for", () => {
  const offsets = constantFrom(-9.5 * hourMs, 0, 5.75 * hourMs, 14 * hourMs);
  assert(
    property(
      integer({ min: 0, max: 2e12 }),
      integer({ min: 10_000, max: 3 * 365 * dayMs }),
      integer({ min: 1, max: 20 }),
      offsets,
      (fromMs, lengthMs, count, offsetMs) => {
        const ticks = timeTicks(fromMs, fromMs + lengthMs, count, () => offsetMs);
        const times = ticks.map(({ timeMs }) => timeMs);
        expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
        expect(times.every((timeMs) => timeMs >= fromMs && timeMs <= fromMs + lengthMs)).toBe(true);
        expect(times.length).toBeLessThanOrEqual(count + 1);
      },
    ),
  );
});
