import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Cells, Store } from "../../src/core/store.ts";
import { anyText } from "../fakes/any-text.ts";
import { effort } from "../fakes/effort.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { epochMs } from "./batches.ts";

export const hourMs = 3_600_000;
const texts = [
  "",
  "0",
  "1e3",
  "null",
  '"quoted"',
  "C",
  "two\nlines\r\n\ttabs",
  '{"with":"\\n and 日本語 🙂"}',
  "\0 and \u2028",
  "half a \ud83d and another \ude42",
  "x".repeat(4_000),
  "\ud83d".repeat(4_000),
];

interface CellsPromise {
  /** How many there are at most. @default 2_000 */
  readonly maxCells?: number;
}

/** What the cells of every store promise; `open` makes one that holds nothing, and goes by the clock if it can. */
export function describeCells(
  name: string,
  open: (clock: FakeClock) => Store,
  { maxCells = 2_000 }: CellsPromise = {},
): void {
  const clock = new FakeClock(epochMs);

  function openForTest(): Cells {
    const store = open(clock);
    onTestFinished(() => store.close?.());
    return cellsOf(store);
  }

  describe(`${name}.cells`, () => {
    test("hold nothing at first", async () => {
      expect(await openForTest().read("a")).toBeUndefined();
    });

    test("hold what was written last, until they are emptied", async () => {
      const cells = openForTest();
      expect(await cells.swap("a", undefined, "1", hourMs)).toBeUndefined();
      expect(await cells.read("a")).toBe("1");
      expect(await cells.swap("a", "1", "2", hourMs)).toBe("1");
      expect(await cells.read("a")).toBe("2");
      expect(await cells.swap("a", "2", undefined, hourMs)).toBe("2");
      expect(await cells.read("a")).toBeUndefined();
      expect(await cells.swap("a", undefined, "3", hourMs)).toBeUndefined();
      expect(await cells.read("a")).toBe("3");
    });

    test("stay as they are where something else is in them", async () => {
      const cells = openForTest();
      expect(await cells.swap("a", "1", "2", hourMs)).toBeUndefined();
      expect(await cells.swap("a", "", "2", hourMs)).toBeUndefined();
      expect(await cells.swap("a", "1", undefined, hourMs)).toBeUndefined();
      expect(await cells.read("a")).toBeUndefined();
      await cells.swap("a", undefined, "1", hourMs);
      expect(await cells.swap("a", undefined, "2", hourMs)).toBe("1");
      expect(await cells.swap("a", "01", "2", hourMs)).toBe("1");
      expect(await cells.swap("a", undefined, undefined, hourMs)).toBe("1");
      expect(await cells.read("a")).toBe("1");
    });

    test("tell names apart", async () => {
      const cells = openForTest();
      const names = [
        "a",
        "A",
        "a ",
        "a/b",
        'a"',
        "a\0",
        "a\0b",
        "ä",
        "a\u0308",
        "a?name=b&c",
        "🙂",
      ];
      for (const each of [...names, "n".repeat(64)]) {
        expect(await cells.swap(each, undefined, `in ${each}`, hourMs)).toBeUndefined();
      }
      for (const each of names) expect(await cells.read(each)).toBe(`in ${each}`);
    });

    test("give texts back as they are", async () => {
      const cells = openForTest();
      for (const text of texts) {
        expect(await cells.swap("a", undefined, text, hourMs)).toBeUndefined();
        expect(await cells.read("a")).toBe(text);
        expect(await cells.swap("a", text, undefined, hourMs)).toBe(text);
      }
    });

    test("do what a map does, whatever is asked of them", async () => {
      const text = fc.option(fc.oneof(fc.constantFrom("", "1"), anyText()), { nil: undefined });
      const step = fc.record({ cell: fc.constantFrom("a", "b"), guess: text, after: text });
      const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const store = open(clock);
        const cells = cellsOf(store);
        const map = new Map<string, string | undefined>();
        for (const [index, { cell, guess, after }] of steps.entries()) {
          const held = map.get(cell);
          const before = index % 3 === 0 ? guess : held;
          expect(await cells.swap(cell, before, after, hourMs)).toBe(held);
          if (before === held) map.set(cell, after);
          expect(await cells.read(cell)).toBe(map.get(cell));
        }
        store.close?.();
      });
      await fc.assert(property, { numRuns: effort(20, 1_000) });
    }, 300_000);

    test("let exactly one of 50 that come at once write into nothing", async () => {
      const cells = openForTest();
      const held = await Promise.all(
        Array.from({ length: 50 }, (_, index) => cells.swap("a", undefined, `${index}`, hourMs)),
      );
      const winner = held.indexOf(undefined);
      expect(held.filter((text) => text === undefined)).toHaveLength(1);
      expect(await cells.read("a")).toBe(String(winner));
      expect(new Set(held)).toEqual(new Set([undefined, String(winner)]));
    });

    test("lose nothing of what several writers count", async () => {
      const cells = openForTest();
      const writers = Array.from({ length: 5 }, () => countUp(cells, 10));
      await Promise.all(writers);
      expect(await cells.read("count")).toBe("50");
    });

    test("run out unless they are written again", async () => {
      const cells = openForTest();
      await cells.swap("left", undefined, "1", 1_500);
      await cells.swap("renewed", undefined, "1", 1_500);
      expect(await cells.read("left")).toBe("1");
      expect(await cells.swap("renewed", "1", "1", hourMs)).toBe("1");
      await expect
        .poll(
          async () => {
            clock.pass(100);
            return await cells.read("left");
          },
          { timeout: 10_000, interval: 20 },
        )
        .toBeUndefined();
      expect(await cells.swap("left", "1", "2", hourMs)).toBeUndefined();
      expect(await cells.swap("left", undefined, "3", hourMs)).toBeUndefined();
      expect(await cells.read("left")).toBe("3");
      expect(await cells.read("renewed")).toBe("1");
    }, 20_000);

    test("take whatever time is one", async () => {
      const cells = openForTest();
      for (const keepMs of [1_000.5, 1_001, 2 * 365 * 24 * hourMs - 1]) {
        expect(await cells.swap(`${keepMs}`, undefined, "1", keepMs)).toBeUndefined();
        expect(await cells.read(`${keepMs}`)).toBe("1");
      }
    });

    test.for([
      ["no name", "", "text", hourMs],
      ["a name of 65 characters", "n".repeat(65), "text", hourMs],
      ["a name with half a character", "a\ud83d", "text", hourMs],
      ["a text of 4,001 characters", "a", "t".repeat(4_001), hourMs],
      ["a second", "a", "text", 1_000],
      ["two years", "a", "text", 2 * 365 * 24 * hourMs],
      ["no time", "a", "text", 0],
      ["less than no time", "a", "text", -0],
      ["time that has passed", "a", "text", -hourMs],
      ["time that is no number", "a", "text", Number.NaN],
      ["all time", "a", undefined, Infinity],
    ] as const)("refuse %s", async ([, cell, text, keepMs]) => {
      const cells = openForTest();
      await expect(cells.swap(cell, undefined, text, keepMs)).rejects.toThrow(RangeError);
      if (cell === "a") expect(await cells.read(cell)).toBeUndefined();
      else await expect(cells.read(cell)).rejects.toThrow(RangeError);
    });

    test("make room where there are 2,000, at the cost of those that run out soonest", async () => {
      const cells = openForTest();
      // Neither in the order of names nor in that of time.
      const written = Array.from({ length: 2_003 }, (_, index) => (index * 701) % 2_003);
      for (let at = 0; at < written.length; at += 50) {
        const some = written.slice(at, at + 50).map(async (number) => {
          const keepMs = hourMs + number * 60_000;
          expect(await cells.swap(`${number}`, undefined, "1", keepMs)).toBeUndefined();
        });
        await Promise.all(some);
      }
      const kept = await Promise.all(
        [...written.keys()].map(async (number) =>
          (await cells.read(`${number}`)) === "1" ? 1 : 0,
        ),
      );
      const count = kept.reduce<number>((sum, one) => sum + one, 0);
      expect(count).toBe(Math.min(maxCells, written.length));
      // Three had to go, each the soonest of those that were there: at least 2,000 of 2,003.
      expect(kept.slice(6)).not.toContain(0);
    }, 60_000);
  });
}

export function cellsOf({ cells }: Store): Cells {
  if (cells === undefined) throw new TypeError("this store has no cells");
  return cells;
}

/** Adds one, as often as it is told to, to what others count in too. */
async function countUp(cells: Cells, times: number): Promise<void> {
  let before = await cells.read("count");
  for (let left = times; left > 0;) {
    const after = String(Number(before ?? "0") + 1);
    const held = await cells.swap("count", before, after, hourMs);
    if (held === before) left--;
    before = held === before ? after : held;
  }
}
