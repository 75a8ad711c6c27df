import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignRange, keptSince, previousRange } from "../../src/query/kept-range.ts";

const nowMs = Date.UTC(2026, 10, 23, 10, 37, 5);
const secondMs = 1_000;
const hourMs = 3_600 * secondMs;
const dayMs = 24 * hourMs;
const ages = fc.oneof(
  fc.nat(2 * hourMs),
  fc.nat(3 * dayMs),
  fc.nat(60 * dayMs),
  fc.nat(500 * dayMs),
);
const ranges = fc
  .tuple(ages, ages)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ fromMs: nowMs - Math.max(a, b), toMs: nowMs - Math.min(a, b) }));

describe("keptSince()", () => {
  test.for([
    [0, "10s"],
    [hourMs, "10s"],
    [hourMs + 1, "1m"],
    [dayMs, "1m"],
    [dayMs + 1, "10m"],
    [7 * dayMs, "10m"],
    [7 * dayMs + 1, "1h"],
    [30 * dayMs, "1h"],
    [30 * dayMs + 1, "1d"],
    [400 * dayMs, "1d"],
    [5_000 * dayMs, "1d"],
    [-hourMs, "10s"],
  ] as const)("%d ms ago is kept by %s", ([ageMs, name]) => {
    expect(keptSince(nowMs - ageMs, nowMs).name).toBe(name);
  });
});

describe("alignRange()", () => {
  test.for([
    [hourMs, 0, "2026-11-23T09:37:00.000Z", "2026-11-23T10:37:10.000Z"],
    [2 * hourMs, hourMs, "2026-11-23T08:37:00.000Z", "2026-11-23T09:37:10.000Z"],
    [2 * hourMs, hourMs + 1, "2026-11-23T08:37:00.000Z", "2026-11-23T09:38:00.000Z"],
    [dayMs, 0, "2026-11-22T10:37:00.000Z", "2026-11-23T10:37:10.000Z"],
    [7 * dayMs, dayMs, "2026-11-16T10:30:00.000Z", "2026-11-22T10:38:00.000Z"],
    [8 * dayMs, 7.5 * dayMs, "2026-11-15T10:00:00.000Z", "2026-11-15T23:00:00.000Z"],
    [31 * dayMs, 30.5 * dayMs, "2026-10-23T00:00:00.000Z", "2026-10-24T00:00:00.000Z"],
  ] as const)("widens %d to %d ms ago to what is kept", ([from, to, fromIso, toIso]) => {
    const range = alignRange({ fromMs: nowMs - from, toMs: nowMs - to }, nowMs);
    expect([range.fromMs, range.toMs].map((ms) => new Date(ms).toISOString())).toEqual([
      fromIso,
      toIso,
    ]);
  });

  test("loses nothing of the range, and adds less than one bucket at each bound", () => {
    const property = fc.property(ranges, ({ fromMs, toMs }) => {
      const range = alignRange({ fromMs, toMs }, nowMs);
      expect(range.fromMs).toBeLessThanOrEqual(fromMs);
      expect(range.toMs).toBeGreaterThanOrEqual(toMs);
      expect(fromMs - range.fromMs).toBeLessThan(keptSince(fromMs, nowMs).stepMs);
      expect(range.toMs - toMs).toBeLessThan(keptSince(toMs, nowMs).stepMs);
    });
    fc.assert(property);
  });
});

describe("previousRange()", () => {
  test("never overlaps the range, ends less than a bucket and a step before it, and is as long but for a bucket", () => {
    const steps = fc.constantFrom(1, 10 * secondMs, 60 * secondMs, hourMs, dayMs);
    const property = fc.property(ranges, steps, (asked, stepMs) => {
      const { range, shiftMs, resolution } = previousRange(asked, stepMs, nowMs);
      const current = alignRange(asked, nowMs);
      expect(range.toMs).toBeLessThanOrEqual(current.fromMs);
      expect(shiftMs % stepMs).toBe(0);
      expect(range.fromMs % resolution.stepMs).toBe(0);
      expect(range.toMs % resolution.stepMs).toBe(0);
      expect(keptSince(asked.fromMs - shiftMs, nowMs)).toBe(resolution);
      const lengthMs = Math.max(asked.toMs - asked.fromMs, resolution.stepMs);
      expect(Math.abs(range.toMs - range.fromMs - lengthMs)).toBeLessThanOrEqual(resolution.stepMs);
      expect(asked.fromMs - range.toMs).toBeLessThan(stepMs + resolution.stepMs);
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});
