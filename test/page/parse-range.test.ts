import { assert, constantFrom, integer, oneof, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import {
  boundsOf,
  fixedRange,
  parseRange,
  shiftRange,
  sparkStep,
  wholeRange,
  zoomRange,
  type Range,
} from "../../src/page/parse-range.ts";
import { parseOverviewQuery } from "../../src/query/overview-query.ts";
import { parseSeriesQuery } from "../../src/query/series-query.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 10, 23, 10);

function rangeOf(search: string): Range {
  return parseRange(new URLSearchParams(search), nowMs);
}

test("parseRange() reads relative and absolute times, with the last hour as the usual range", () => {
  expect(rangeOf("")).toEqual({ from: "-1h", to: "now", step: undefined, isLive: true });
  expect(rangeOf("from=-30d")).toMatchObject({ from: "-30d", isLive: true });
  const fixed = rangeOf("from=2026-11-20T08:00Z&to=2026-11-20T09:00:00.000Z");
  expect(fixed.isLive).toBe(false);
  expect(boundsOf(fixed, nowMs)).toEqual({
    fromMs: Date.UTC(2026, 10, 20, 8),
    toMs: Date.UTC(2026, 10, 20, 9),
  });
});

test("parseRange() takes an address that makes no sense for the last hour", () => {
  const texts = property(string(), string(), (from, to) => {
    const range = parseRange(new URLSearchParams({ from, to }), nowMs);
    const { fromMs, toMs } = boundsOf(range, nowMs);
    expect(fromMs).toBeLessThan(toMs);
  });
  assert(texts);
  for (const search of ["from=now", "to=-2h", "from=tomorrow", "from=2026-13-40T00:00Z"]) {
    expect(rangeOf(search)).toMatchObject({ from: "-1h", to: "now" });
  }
});

test("sparkStep() chooses a step that is kept, and makes 24 points where one does", () => {
  const steps = ["from=-15m", "from=-1h", "from=-6h", "from=-24h", "from=-7d", "from=-30d"].map(
    (search) => sparkStep(rangeOf(search), nowMs),
  );
  expect(steps).toEqual(["10s", "1m", "10m", "1h", "1h", "1d"]);
  const old = fixedRange({ fromMs: nowMs - 2 * dayMs, toMs: nowMs - 47 * hourMs }, nowMs);
  expect(sparkStep(old, nowMs)).toBe("10m");
});

test("wholeRange() makes what is listed of any range begin and end where its overview does", () => {
  const minutes = integer({ min: 1, max: 400 * 24 * 60 });
  const relative = oneof(
    constantFrom("-15m", "-1h", "-6h", "-24h", "-7d", "-30d", "now/1d", "-1d/1d", "-1h/10s"),
    minutes.map((count) => `-${count}m`),
  ).map((from) => ({ from, to: "now" }));
  const absolute = tuple(minutes, minutes).map(([some, others]) => {
    const fromMs = nowMs - Math.max(some, others) * minuteMs - 7_000;
    const toMs = fromMs + Math.min(some, others) * minuteMs;
    return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  });
  const ranges = property(
    oneof(relative, absolute),
    integer({ min: 1, max: dayMs / 2 }),
    ({ from, to }, passed) => {
      // An odd number, for at midnight nothing of the day has passed.
      const askedMs = nowMs + 2 * passed - 1;
      const asked = { from, to, isLive: to === "now" };
      const listed = wholeRange(asked, askedMs);
      expect(wholeRange(listed, askedMs).from).toBe(listed.from);
      const step = sparkStep(listed, askedMs);
      const overview = parseOverviewQuery(new URLSearchParams({ from, to }), askedMs);
      const list = new URLSearchParams({ from: listed.from, to: listed.to, step });
      expect(parseSeriesQuery(list, askedMs).range).toEqual(overview.range);
    },
  );
  assert(ranges, { numRuns: 1_000 });
  expect(wholeRange(rangeOf("from=-7d"), nowMs).from).toBe("-7d/1h");
  expect(wholeRange(rangeOf("from=-30d"), nowMs).from).toBe("-30d/1d");
  expect(wholeRange(rangeOf("from=-1h/1d"), nowMs).from).toBe("-1h/1d");
});

test("shiftRange() and zoomRange() make ranges that can be asked for, and never beyond now", () => {
  const moves = property(
    integer({ min: 1, max: 400 * 24 * 60 }),
    integer({ min: 1, max: 40 * 24 * 60 }),
    integer({ min: -4, max: 4 }),
    (ageMinutes, minutes, move) => {
      const fromMs = nowMs - (ageMinutes + minutes) * minuteMs;
      const range = fixedRange({ fromMs, toMs: fromMs + minutes * minuteMs }, nowMs);
      const moved = [shiftRange(range, move / 2, nowMs), zoomRange(range, 2 ** move, nowMs)];
      for (const next of moved) {
        const bounds = boundsOf(next, nowMs);
        expect(bounds.fromMs).toBeLessThan(bounds.toMs);
        expect(bounds.toMs).toBeLessThanOrEqual(nowMs);
        expect(parseRange(new URLSearchParams({ from: next.from, to: next.to }), nowMs)).toEqual(
          next,
        );
      }
    },
  );
  assert(moves);
});

test("zoomRange() keeps a range that ends now at its end", () => {
  expect(zoomRange(rangeOf("from=-1h"), 2, nowMs)).toMatchObject({ from: "-2h", isLive: true });
  expect(zoomRange(rangeOf("from=-1m"), 0.5, nowMs)).toMatchObject({ from: "-1m", isLive: true });
});

test("shiftRange() goes back to a live range at its end", () => {
  const range = rangeOf("from=-1h");
  const earlier = shiftRange(range, -0.5, nowMs);
  expect(boundsOf(earlier, nowMs)).toEqual({
    fromMs: nowMs - 90 * minuteMs,
    toMs: nowMs - 30 * minuteMs,
  });
  expect(shiftRange(earlier, 0.5, nowMs)).toEqual(range);
});
