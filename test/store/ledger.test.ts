import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSequence, type Ledger } from "../../src/store/ledger.ts";

describe("addSequence()", () => {
  test("knows every batch again, in whatever order they came", () => {
    const arrivals = fc.array(
      fc.tuple(fc.constantFrom("a", "__proto__"), fc.integer({ min: 1, max: 30 })),
    );
    fc.assert(
      fc.property(arrivals, (sent) => {
        let ledger: Ledger = {};
        const seen = new Set<string>();
        for (const [source, sequence] of sent) {
          const added = addSequence(ledger, source, sequence);
          expect(added === undefined).toBe(seen.has(`${source} ${sequence}`));
          seen.add(`${source} ${sequence}`);
          ledger = added ?? ledger;
        }
      }),
    );
  });

  test("keeps ranges sorted, apart and as few as can be", () => {
    const arrivals = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (sequences) => {
        let ledger: Ledger = {};
        for (const sequence of sequences) ledger = addSequence(ledger, "a", sequence) ?? ledger;
        expect(ledger["a"] ?? []).toEqual(rangesOf(sequences));
      }),
    );
  });

  test.for(["__proto__", "constructor", "toString"])(
    "takes %s for a source like any other",
    (name) => {
      const ledger = addSequence({}, name, 5) ?? {};
      expect(Object.entries(ledger)).toEqual([[name, [5, 5]]]);
      expect(addSequence(ledger, name, 5)).toBeUndefined();
    },
  );

  test("takes one range for a source that sends in order", () => {
    let ledger: Ledger = {};
    for (let sequence = 1; sequence <= 1_000; sequence++) {
      ledger = addSequence(ledger, "a", sequence) ?? {};
    }
    expect(ledger).toEqual({ a: [1, 1_000] });
  });
});

function rangesOf(sequences: readonly number[]): number[] {
  const sorted = sequences.toSorted((a, b) => a - b);
  const firsts = sorted.filter((sequence) => !sorted.includes(sequence - 1));
  const lasts = sorted.filter((sequence) => !sorted.includes(sequence + 1));
  return firsts.flatMap((first, index) => [first, lasts[index] ?? first]);
}
