import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { aheadOf } from "../../src/page/ahead-of.ts";

const nowMs = Date.UTC(2026, 10, 23, 10);

/** What the header says at a moment. */
function dateAt(timeMs: number): string {
  return new Date(timeMs).toUTCString();
}

test("aheadOf() tells how far a clock is ahead, as exactly as the header and the way allow", () => {
  const day = integer({ min: -86_400_000, max: 86_400_000 });
  const wayMs = integer({ min: 0, max: 5_000 });
  const clocks = property(day, wayMs, wayMs, (aheadMs, thereMs, backMs) => {
    const date = dateAt(nowMs + thereMs + aheadMs);
    const told = aheadOf(date, nowMs, nowMs + thereMs + backMs);
    expect(Math.abs((told ?? NaN) - aheadMs)).toBeLessThanOrEqual(thereMs + backMs + 1_000);
  });
  assert(clocks);
});

test("aheadOf() changes nothing where both clocks may be the same", () => {
  for (let ms = 0; ms < 1_000; ms += 50) {
    expect(aheadOf(dateAt(nowMs + ms), nowMs + ms, nowMs + ms)).toBe(0);
    expect(aheadOf(dateAt(nowMs + ms), nowMs, nowMs + ms + 300)).toBe(0);
  }
});

test("aheadOf() tells nothing of no date, nor of a clock that was put back meanwhile", () => {
  expect(aheadOf(null, nowMs, nowMs)).toBeUndefined();
  expect(aheadOf("yesterday", nowMs, nowMs)).toBeUndefined();
  expect(aheadOf(dateAt(nowMs), nowMs, nowMs - 1)).toBeUndefined();
});
