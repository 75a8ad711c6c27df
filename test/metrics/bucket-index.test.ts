import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketIndex, bucketUpperBound, scale } from "../../src/metrics/histogram.ts";

const bucketsPerOctave = 2 ** scale;
const exponents = { min: -200, max: 200 };
/** From 2^-20 s to 2^13 s: what a histogram keeps. */
const indices = { min: -20 * bucketsPerOctave, max: 13 * bucketsPerOctave - 1 };

describe("bucketIndex()", () => {
  test("agrees with the definition: base^index < value ≤ base^(index + 1), base = 2^(1/32)", () => {
    const values = fc
      .tuple(fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }), fc.integer(exponents))
      .map(([mantissa, exponent]) => mantissa * 2 ** exponent);
    fc.assert(
      fc.property(values, (value) => {
        const index = bucketIndex(value);
        expect(isAbovePower(value, index)).toBe(true);
        expect(isAbovePower(value, index + 1)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test("puts a power of two, a bound itself, into the bucket below it", () => {
    for (let exponent = exponents.min; exponent <= exponents.max; exponent++) {
      expect(bucketIndex(2 ** exponent)).toBe(exponent * bucketsPerOctave - 1);
    }
  });

  test("includes the upper bound of every bucket, and nothing beyond", () => {
    for (let index = indices.min; index <= indices.max; index++) {
      const bound = bucketUpperBound(index);
      expect(bucketIndex(neighbour(bound, -1n)), `below bound ${index}`).toBe(index);
      expect(bucketIndex(bound), `at bound ${index}`).toBe(index);
      expect(bucketIndex(neighbour(bound, 1n)), `above bound ${index}`).toBe(index + 1);
    }
  });

  test("has bounds that are the same on every runtime: the number nearest to base^(index + 1)", () => {
    for (let index = indices.min; index <= indices.max; index++) {
      const bound = bucketUpperBound(index);
      expect(isMiddleAbovePower(bound, 1n, index + 1), `bound ${index}`).toBe(true);
      expect(isMiddleAbovePower(bound, -1n, index + 1), `bound ${index}`).toBe(false);
    }
  });

  test("never falls while values rise", () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(Math.sign(bucketIndex(a) - bucketIndex(b))).toBe(
          bucketIndex(a) === bucketIndex(b) ? 0 : Math.sign(a - b),
        );
      }),
    );
  });
});

/** Whether value > 2^(index / 32), in whole numbers: value^32 > 2^index. */
function isAbovePower(value: number, index: number): boolean {
  const { mantissa, exponent } = decompose(value);
  return isPowerAbove(mantissa, exponent, index);
}

/** Whether the middle between a value and its neighbour is above 2^(index / 32). */
function isMiddleAbovePower(value: number, step: 1n | -1n, index: number): boolean {
  const { mantissa, exponent } = decompose(value);
  return isPowerAbove(2n * mantissa + step, exponent - 1, index);
}

/** Whether mantissa · 2^exponent > 2^(index / 32). */
function isPowerAbove(mantissa: bigint, exponent: number, index: number): boolean {
  const shift = BigInt(index - exponent * bucketsPerOctave);
  return shift < 0n || mantissa ** BigInt(bucketsPerOctave) > 1n << shift;
}

/** value = mantissa · 2^exponent, both whole. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  return { mantissa: fraction | (1n << 52n), exponent: Number((bits >> 52n) & 2047n) - 1_075 };
}

/** The next representable number above or below. */
function neighbour(value: number, step: 1n | -1n): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}
