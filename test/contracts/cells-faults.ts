import { expect } from "vitest";
import type { Cells } from "../../src/core/store.ts";
import { hourMs } from "./cells.ts";

/**
 * Has each writer add its own words to one text, whatever happens to questions and answers on the way, and expects each
 * word there once.
 *
 * Whoever was told of a failure looks whether its word has come in.
 */
export async function appendWords(
  writers: readonly Cells[],
  words: number,
  isExpected: (error: unknown) => boolean,
): Promise<string> {
  await Promise.all(
    writers.map(async (cells, writer) => {
      for (let word = 0; word < words; word++) await append(cells, `${writer}.${word}`, isExpected);
    }),
  );
  const [cells] = writers;
  const text = (await cells?.read("words")) ?? "";
  const sent = writers.flatMap((_, writer) =>
    Array.from({ length: words }, (__, word) => `${writer}.${word}`),
  );
  expect(text.split(" ").toSorted()).toEqual(sent.toSorted());
  return text;
}

async function append(
  cells: Cells,
  word: string,
  isExpected: (error: unknown) => boolean,
): Promise<void> {
  for (;;) {
    try {
      const before = await cells.read("words");
      if (before?.split(" ").includes(word) === true) return;
      const after = before === undefined ? word : `${before} ${word}`;
      if ((await cells.swap("words", before, after, hourMs)) === before) return;
    } catch (error) {
      if (!isExpected(error)) throw error;
    }
  }
}
