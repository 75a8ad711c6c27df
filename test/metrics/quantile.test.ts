import { durationsOf } from "../fakes/series.ts";
import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/metrics/histogram.ts";
import { createRandom } from "../fakes/random.ts";

const maxRelativeError = 0.0109;
const samples = 20_000;
const partCount = 100;
const quantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999];

/** Durations in milliseconds. */
const distributions: Readonly<Record<string, (random: () => number) => number>> = {
  "log-normal": (random) => Math.exp(3 + 1.2 * normal(random)),
  bimodal: (random) => (random() < 0.7 ? 2 + 0.2 * normal(random) : 800 + 40 * normal(random)),
  "heavy-tailed": (random) => 0.5 / (1 - random()) ** (1 / 1.1),
};

describe("Histogram.quantile()", () => {
  test.for(Object.entries(distributions))(
    `is as exact as promised for a %s distribution after merging ${partCount} parts`,
    ([, draw]) => {
      const random = createRandom(7);
      const parts = Array.from({ length: partCount }, () => new Histogram());
      const drawn = Array.from({ length: samples }, () => Math.max(0.001, draw(random)));
      for (const durationMs of drawn) {
        parts[Math.floor(random() * partCount)]?.record(durationMs);
      }
      const whole = new Histogram();
      for (const part of parts) whole.merge(durationsOf(part));

      const sorted = drawn.toSorted((a, b) => a - b);
      for (const q of quantiles) {
        const exact = (sorted[Math.ceil(q * samples) - 1] ?? 0) / 1_000;
        const error = Math.abs((whole.quantile(q) ?? 0) - exact) / exact;
        expect(error, `p${q * 100}`).toBeLessThanOrEqual(maxRelativeError);
      }
    },
  );

  test("is undefined where nothing was recorded", () => {
    expect(new Histogram().quantile(0.5)).toBeUndefined();
  });

  test("is zero as long as the rank falls on what took no time", () => {
    const histogram = new Histogram();
    for (const durationMs of [0, 0, 0, 100]) histogram.record(durationMs);
    expect(histogram.quantile(0.75)).toBe(0);
    expect(histogram.quantile(0.76)).toBeCloseTo(0.1, 2);
  });

  test("gives the smallest at 0 and the largest at 1", () => {
    const histogram = new Histogram();
    for (const durationMs of [1, 10, 100]) histogram.record(durationMs);
    expect(histogram.quantile(0)).toBeCloseTo(0.001, 4);
    expect(histogram.quantile(1)).toBeCloseTo(0.1, 2);
  });
});

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
