import { expect, test } from "vitest";
import { createByteCounter } from "../../src/log/byte-counter.ts";
import { createRandom, pick } from "../fakes/random.ts";

test("createByteCounter() counts what TextEncoder makes of a text", () => {
  const count = createByteCounter();
  const encoder = new TextEncoder();
  const random = createRandom(7);
  const parts = ["a", "é", "漢", "😀", "\ud83d", "\ude00", "\u2028", "x".repeat(4_000)] as const;
  for (let round = 0; round < 300; round++) {
    let text = "";
    for (let length = random() * 40; length > 0; length--) text += pick(random, parts);
    expect(count(text)).toBe(encoder.encode(text).length);
  }
  for (const text of ["", "😀".repeat(10_000), `a${"😀".repeat(10_000)}`, "\ud83d".repeat(9_000)]) {
    expect(count(text)).toBe(encoder.encode(text).length);
  }
});
