import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countConsumers,
  formatGroupKey,
  maxConsumerHashes,
  mergeTallies,
  parseGroupKey,
  type GroupTally,
} from "../../src/core/error-group.ts";
import { anyText } from "../fakes/any-text.ts";

/** One failure, as a source counts it. */
const failures: fc.Arbitrary<GroupTally> = fc
  .tuple(fc.nat(1_000), fc.nat(3), fc.option(fc.nat(2 ** 32 - 1), { nil: undefined }), fc.boolean())
  .map(([timeMs, id, consumer, isTold]) => ({
    count: 1,
    firstMs: timeMs,
    lastMs: timeMs,
    consumers: consumer === undefined ? [] : [consumer],
    first: isTold ? { errorId: `e${id}`, timeMs } : undefined,
    last: isTold ? { errorId: `e${id}`, timeMs } : undefined,
  }));

describe("mergeTallies()", () => {
  test("gives the same however failures are paired and ordered", () => {
    const orders = fc
      .array(failures, { minLength: 1, maxLength: 60 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    fc.assert(
      fc.property(orders, fc.nat(60), ([one, other], cut) => {
        const forward = sum(one);
        expect(sum(other)).toEqual(forward);
        const parts = [one.slice(0, cut), one.slice(cut)].filter((part) => part.length > 0);
        expect(sum(parts.map(sum))).toEqual(forward);
        expect(forward.count).toBe(one.length);
        expect(forward.firstMs).toBe(Math.min(...one.map(({ firstMs }) => firstMs)));
        expect(forward.lastMs).toBe(Math.max(...one.map(({ lastMs }) => lastMs)));
      }),
    );
  });
});

describe("countConsumers()", () => {
  test("is exact while they are few", () => {
    for (let count = 0; count < maxConsumerHashes; count++) {
      expect(countConsumers(Array.from({ length: count }, (_, index) => index * 7))).toBe(count);
    }
  });

  test("estimates many from the least hashes of those evenly spread", () => {
    const hashes = Array.from({ length: 10_000 }, (_, index) =>
      Math.floor((index * 2 ** 32) / 10_000),
    );
    const estimate = countConsumers(hashes.slice(0, maxConsumerHashes));
    expect(estimate / 10_000).toBeGreaterThan(0.8);
    expect(estimate / 10_000).toBeLessThan(1.2);
  });
});

test("parseGroupKey() undoes formatGroupKey(), whatever the names", () => {
  fc.assert(
    fc.property(anyText(), anyText(), anyText(), (id, service, release) => {
      expect(parseGroupKey(formatGroupKey(id, service, release))).toEqual({ id, service, release });
    }),
  );
});

function sum(tallies: readonly GroupTally[]): GroupTally {
  return tallies.reduce(mergeTallies);
}
