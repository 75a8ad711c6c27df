import { assert, array, constantFrom, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { formatGroupKey, mergeTallies, type GroupTally } from "../../src/core/error-group.ts";
import { emptyFrame, type Frame } from "../../src/core/frame.ts";
import { hashConsumer } from "../../src/errors/hash-consumer.ts";
import type { ErrorGroup } from "../../src/query/found-groups.ts";
import { groupsHitting } from "../../src/query/groups-hitting.ts";

const groups = [groupOf("a"), groupOf("b")];
const hits = array(tuple(constantFrom("a", "b"), integer({ min: 0, max: 99 })), { maxLength: 200 });

describe("groupsHitting()", () => {
  test("leaves the groups that hit a consumer, and no others", () => {
    const frames = [frameOf([["a", 1]]), frameOf([["b", 2]]), frameOf([["a", 3]])];
    expect(told(frames, "c1")).toEqual({ a: true });
    expect(told(frames, "c2")).toEqual({ b: true });
    expect(told(frames, "c2", "c3")).toEqual({ a: true, b: true });
    expect(told(frames, "c4")).toEqual({});
  });

  test("knows who was hit by a flood in another bucket", () => {
    const flood = Array.from({ length: 1_000 }, (_, at) => ["a", at] as const);
    expect(told([frameOf(flood), frameOf([["a", 5_000]])], "c5000")).toEqual({ a: true });
  });

  test("cannot tell where a bucket did not tell groups apart", () => {
    expect(told([frameOf([["(other)", 1]]), frameOf([["a", 2]])], "c1")).toEqual({
      a: null,
      b: null,
    });
    expect(told([frameOf([["(other)", 1]]), frameOf([["a", 2]])], "c2")).toEqual({ a: true });
  });

  test("never leaves out a group that hit the consumer, and is exact for up to 31 of them a bucket", () => {
    const anything = property(array(hits, { maxLength: 5 }), integer({ max: 99 }), (all, asked) => {
      const found = told(
        all.map((one) => frameOf(one)),
        `c${asked}`,
      );
      for (const id of ["a", "b"]) {
        const isHit = all.flat().some(([group, consumer]) => group === id && consumer === asked);
        if (isHit) expect(found).toHaveProperty(id);
        const most = Math.max(0, ...all.map((one) => consumersOf(one, id).size));
        if (most < 32) expect(found[id]).toBe(isHit ? true : undefined);
        if (!isHit) expect(found[id]).not.toBe(true);
      }
    });
    assert(anything);
  });
});

function told(frames: readonly Frame[], ...consumers: string[]): Record<string, true | null> {
  return Object.fromEntries(
    groupsHitting(groups, frames, consumers).map(({ id, hits_consumer: hit = null }) => [id, hit]),
  );
}

function consumersOf(all: readonly (readonly [string, number])[], id: string): Set<number> {
  return new Set(all.filter(([group]) => group === id).map(([, consumer]) => consumer));
}

/** A bucket in which groups failed for consumers. */
function frameOf(failures: readonly (readonly [id: string, consumer: number])[]): Frame {
  const tallies = new Map<string, GroupTally>();
  for (const [id, consumer] of failures) {
    const key = formatGroupKey(id, "orders", "");
    const tally = { count: 1, firstMs: 0, lastMs: 0, consumers: [hashConsumer(`c${consumer}`)] };
    const before = tallies.get(key);
    tallies.set(key, before === undefined ? tally : mergeTallies(before, tally));
  }
  return { ...emptyFrame(0), groups: [...tallies] };
}

function groupOf(id: string): ErrorGroup {
  const where = { type: "Error", code: "", category: "", method: "GET", route: "/" };
  const seen = { count: 1, first_seen: "", last_seen: "", consumers: 1 };
  const flags = { is_new: false, is_spiking: false, services: {}, releases: {} };
  return { id, title: id, state: "open", ...where, ...seen, ...flags };
}
