import { durationsOf } from "../fakes/series.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeriesValue } from "../../src/core/frame.ts";
import { bucketUpperBound, Histogram } from "../../src/metrics/histogram.ts";

const smallestMs = 1_000 * 2 ** -20;
const lastBound = 2 ** 13;
const durations = fc.oneof(
  fc.double({ min: 0, max: 9_000_000, noNaN: true }),
  fc.double({ min: 0, max: 20, noNaN: true }),
  fc.constantFrom(0, 1, 250, 1_000),
);

describe("Histogram", () => {
  test("counts every duration once, and sums whole microseconds", () => {
    fc.assert(
      fc.property(fc.array(durations), (recorded) => {
        const histogram = createHistogram(recorded);
        expect(histogram.count).toBe(recorded.length);
        const sumUs = recorded.reduce((sum, ms) => sum + Math.round(ms * 1_000), 0);
        expect(histogram.sumUs).toBe(sumUs);
        const [storedSum, zero = 0, , ...counts] = durationsOf(histogram);
        expect(storedSum).toBe(sumUs);
        expect(counts.reduce((sum, count) => sum + Math.max(0, count), zero)).toBe(recorded.length);
      }),
    );
  });

  test("gives identical numbers in whatever order its parts are merged", () => {
    const parts = fc.array(fc.array(durations, { maxLength: 10 }), { minLength: 1, maxLength: 8 });
    const orders = parts.chain((chosen) =>
      fc.tuple(fc.constant(chosen), fc.shuffledSubarray(chosen, { minLength: chosen.length })),
    );
    fc.assert(
      fc.property(orders, ([forward, shuffled]) => {
        const whole = durationsOf(createHistogram(forward.flat()));
        expect(durationsOf(merge(forward.map((part) => createHistogram(part))))).toEqual(whole);
        expect(durationsOf(merge(shuffled.map((part) => createHistogram(part))))).toEqual(whole);
      }),
    );
  });

  test("comes back from what is stored", () => {
    fc.assert(
      fc.property(fc.array(durations), (recorded) => {
        const value = durationsOf(createHistogram(recorded));
        const stored: SeriesValue = JSON.parse(JSON.stringify(value));
        const restored = new Histogram();
        restored.merge(stored);
        expect(durationsOf(restored)).toEqual(value);
        expect(restored.count).toBe(recorded.length);
      }),
    );
  });

  test("stores only the buckets in use, and how many are empty between them", () => {
    const histogram = createHistogram([1, 1_000]);
    const [, , first = 0, ...counts] = durationsOf(histogram);
    expect(counts).toEqual([1, -317, 1]);
    expect(bucketUpperBound(first - 1)).toBeLessThan(0.001);
    expect(bucketUpperBound(first)).toBeGreaterThanOrEqual(0.001);
    expect(durationsOf(new Histogram())).toEqual([0, 0, 0]);
  });

  test.for([
    ["NaN", Number.NaN],
    ["a negative duration", -5],
    ["minus infinity", Number.NEGATIVE_INFINITY],
    ["zero", 0],
    ["minus zero", -0],
    ["a subnormal number", 5e-324],
    ["the largest that is too small to tell", smallestMs],
  ] as const)("counts %s as zero", ([, durationMs]) => {
    const histogram = createHistogram([durationMs]);
    expect(histogram).toMatchObject({ count: 1, zeroCount: 1 });
    expect(histogram.quantile(0.5)).toBe(0);
    expect(histogram.sumUs).toBeLessThanOrEqual(1);
  });

  test.for([
    ["Infinity", Number.POSITIVE_INFINITY],
    ["the largest number", Number.MAX_VALUE],
    ["a month", 30 * 86_400_000],
  ] as const)("counts %s in the last bucket", ([, durationMs]) => {
    const histogram = createHistogram([durationMs]);
    expect(histogram).toMatchObject({ count: 1, zeroCount: 0 });
    expect(histogram.countUpTo(13 * 32 - 1)).toBe(1);
    expect(histogram.countUpTo(13 * 32 - 2)).toBe(0);
    expect(histogram.quantile(1)).toBeLessThanOrEqual(lastBound);
  });

  test("keeps its sum whole and exact whatever is recorded", () => {
    const histogram = createHistogram([5, Number.POSITIVE_INFINITY, 7, Number.NaN, -3]);
    expect(Number.isSafeInteger(histogram.sumUs)).toBe(true);
  });

  test("countUpTo() counts what is not above the bound of the bucket", () => {
    const measurable = fc.double({ min: 0.001, max: 8_000_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(measurable), fc.integer({ min: -640, max: 415 }), (recorded, index) => {
        const bound = bucketUpperBound(index);
        const below = recorded.filter((ms) => ms / 1_000 <= bound);
        expect(createHistogram(recorded).countUpTo(index)).toBe(below.length);
      }),
    );
  });

  test("countUpTo() includes zeros", () => {
    expect(createHistogram([0, 0, 5_000]).countUpTo(-640)).toBe(2);
  });
});

function createHistogram(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const durationMs of recorded) histogram.record(durationMs);
  return histogram;
}

function merge(parts: readonly Histogram[]): Histogram {
  const whole = new Histogram();
  for (const part of parts) whole.merge(durationsOf(part));
  return whole;
}
