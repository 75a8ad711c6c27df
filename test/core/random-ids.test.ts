import { describe, expect, test } from "vitest";
import { RandomIds } from "../../src/core/random-ids.ts";

describe("RandomIds", () => {
  test("makes lowercase hex of the length asked for", () => {
    const ids = new RandomIds();
    expect(ids.next(8)).toMatch(/^[0-9a-f]{16}$/);
    expect(ids.next(16)).toMatch(/^[0-9a-f]{32}$/);
  });

  test("never makes the same twice, however many", () => {
    const ids = new RandomIds();
    const made = new Set<string>();
    for (let index = 0; index < 10_000; index++) made.add(ids.next(index % 2 === 0 ? 8 : 16));
    expect(made.size).toBe(10_000);
  });

  test("writes each random byte once, in order, and throws nothing away", () => {
    let value = 0;
    const ids = new RandomIds((bytes) => bytes.set(bytes.map(() => value++ & 255)));
    const made = Array.from({ length: 1_024 }, () => ids.next(8)).join("");
    const expected = Array.from({ length: 8_192 }, (_, index) =>
      (index & 255).toString(16).padStart(2, "0"),
    );
    expect(made).toBe(expected.join(""));
  });

  test("asks for random bytes at the first id, not before, and then seldom", () => {
    let asked = 0;
    const ids = new RandomIds((bytes) => {
      asked++;
      crypto.getRandomValues(bytes);
    });
    expect(asked).toBe(0);
    for (let index = 0; index < 200; index++) ids.next(16);
    expect(asked).toBe(1);
  });
});
