import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSequence } from "../../src/store/ledger.ts";

describe("addSequence()", () => {
  test("knows every batch again, in whatever order they came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (sent) => {
        let ranges: readonly number[] = [];
        const seen = new Set<number>();
        for (const sequence of sent) {
          const added = addSequence(ranges, sequence);
          expect(added === undefined).toBe(seen.has(sequence));
          seen.add(sequence);
          ranges = added ?? ranges;
        }
      }),
    );
  });

  test("keeps ranges sorted, apart and as few as can be", () => {
    const arrivals = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (sequences) => {
        let ranges: readonly number[] = [];
        for (const sequence of sequences) ranges = addSequence(ranges, sequence) ?? ranges;
        expect(ranges).toEqual(rangesOf(sequences));
      }),
    );
  });

  test("takes one range for a source that sends in order", () => {
    let ranges: readonly number[] = [];
    for (let sequence = 1; sequence <= 1_000; sequence++) {
      ranges = addSequence(ranges, sequence) ?? [];
    }
    expect(ranges).toEqual([1, 1_000]);
  });
});

function rangesOf(sequences: readonly number[]): number[] {
  const sorted = sequences.toSorted((a, b) => a - b);
  const firsts = sorted.filter((sequence) => !sorted.includes(sequence - 1));
  const lasts = sorted.filter((sequence) => !sorted.includes(sequence + 1));
  return firsts.flatMap((first, index) => [first, lasts[index] ?? first]);
}
