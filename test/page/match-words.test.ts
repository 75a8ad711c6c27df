import { expect, test } from "vitest";
import { matchWords } from "../../src/page/match-words.ts";

const rows = ["GET /orders/:id", "POST /orders", "GET /Users/:id"];

test("matchWords() keeps rows that have all words, in any case and order", () => {
  expect(matchWords(rows, " orders  get ", (row) => row)).toEqual(["GET /orders/:id"]);
  expect(matchWords(rows, "USERS", (row) => row)).toEqual(["GET /Users/:id"]);
  expect(matchWords(rows, "nothing", (row) => row)).toEqual([]);
});

test("matchWords() keeps the very list where nothing is searched", () => {
  expect(matchWords(rows, " ", (row) => row)).toBe(rows);
});

test("matchWords() takes signs of patterns for what they are", () => {
  expect(matchWords(["a.b(c", "abc"], ".b(", (row) => row)).toEqual(["a.b(c"]);
});
