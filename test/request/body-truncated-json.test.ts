import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTruncatedJson } from "../../src/request/truncated-json.ts";

const pieces = [
  ...Array.from('{}[]",:\\u0019.eE+- \n'),
  ..."true,false,null,tru,é,\uD83D,\uDE00,0".split(","),
];

describe("parseTruncatedJson()", () => {
  test.each([
    ['{"a":1,"b":[true,nu', { a: 1, b: [true] }],
    ['{"a":{"b":"text', { a: { b: "text…" } }],
    ['{"a":1,"passw', { a: 1 }],
    ['{"a":1,"b"', { a: 1 }],
    ['{"a":1,"b":', { a: 1 }],
    ['{"a":1,', { a: 1 }],
    ['{"a":12', {}],
    ['{"a":12 ', { a: 12 }],
    ["[-1.5e3,-", [-1500]],
    ["[1,tru", [1]],
    ["[1,true", [1, true]],
    [" [ ] \n", []],
    ['"abc', "abc…"],
    ['["a\\', ["a…"]],
    ['["a\\u00e', ["a…"]],
    ['["a\\\\', ["a\\…"]],
    ['["\\ud83d', ["…"]],
    ['["\\ud83d\\ude0', ["…"]],
    ['["\\ud83d\\ude00', ["😀…"]],
    ['{"a":1,"a":2', { a: 1 }],
    ['{"a":1,"a":2}', { a: 2 }],
  ])("reads %s", (text, value) => {
    expect(parseTruncatedJson(text)).toEqual(value);
  });

  test.each([
    "",
    " ",
    "12",
    "tru",
    "nope",
    "{a:1",
    '{"a" 1',
    '{"a":1 "b"',
    "[1 2]",
    "{,}",
    "[1,]",
    '{"a":1,}',
    "[1}",
    "]",
    "[] []",
    "[01,",
    "[1-2,",
    "[truth",
    '["\\x',
    '["\\x"]',
    '["a\nb"]',
    "NaN",
    "['a'",
  ])("is undefined for %j", (text) => {
    expect(parseTruncatedJson(text)).toBeUndefined();
  });

  test("takes __proto__ for a name like any other", () => {
    const value = parseTruncatedJson('{"__proto__":{"isAdmin":true},"constructor":1,"b":');
    expect(Object.entries(value as object)).toEqual([
      ["__proto__", { isAdmin: true }],
      ["constructor", 1],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });

  test("ends at 100 levels, however deep the text is", () => {
    const deep = `{"before":1,"deep":${"[".repeat(10_000)}7${"]".repeat(10_000)},"after":2}`;
    const value = parseTruncatedJson(deep);
    expect(value).toMatchObject({ before: 1 });
    expect(JSON.stringify(value).match(/\[/g)?.length).toBe(99);
    expect(JSON.stringify(parseTruncatedJson('{"a":'.repeat(10_000)))).toContain('{"a":{"a":{');
  });

  test("takes time in proportion to the length, for any content", () => {
    const contents = ["[", '"\\\\', '{"a":', "[[],", "1", " ", '"a",', "\\u0000"];
    for (const content of contents) {
      const text = `["${content}`.repeat(200_000 / content.length);
      const bare = `[${content.repeat(400_000 / content.length)}`;
      const start = performance.now();
      parseTruncatedJson(text);
      parseTruncatedJson(bare);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });

  test("holds a part of the original for any value and any cut, and all of it at the end", () => {
    const cuts = fc.tuple(fc.jsonValue({ maxDepth: 6 }), fc.nat(), fc.constantFrom(0, 2));
    fc.assert(
      fc.property(cuts, ([value, at, indent]) => {
        const whole = JSON.stringify(value, null, indent);
        const original: unknown = JSON.parse(whole);
        const cut = parseTruncatedJson(whole.slice(0, at % whole.length));
        expect(cut === undefined || isPart(cut, original)).toBe(true);
        if (cut !== undefined) expect(JSON.parse(JSON.stringify(cut))).toEqual(cut);
        if (typeof value !== "number") expect(parseTruncatedJson(whole)).toEqual(original);
      }),
      { numRuns: 1_000 },
    );
  });

  test("loses only what the cut goes through", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (kept, lost) => {
        const whole = JSON.stringify([...kept, lost]);
        const end = JSON.stringify(kept).length;
        const expected: unknown = JSON.parse(JSON.stringify(kept));
        expect(parseTruncatedJson(whole.slice(0, kept.length === 0 ? 1 : end))).toEqual(expected);
      }),
    );
  });

  test("never throws for any text", () => {
    const parts = fc.constantFrom(...pieces);
    fc.assert(
      fc.property(fc.array(parts), (chars) => {
        const text = chars.join("");
        const value = parseTruncatedJson(text);
        let whole: unknown;
        try {
          whole = JSON.parse(text);
        } catch {
          return;
        }
        if (typeof whole !== "number") expect(value).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whether every leaf is the original's, or the beginning of it. */
function isPart(part: unknown, original: unknown): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(original) &&
      part.length <= original.length &&
      part.every((item, i) => isPart(item, original[i]))
    );
  }
  if (typeof part === "object" && part !== null) {
    return (
      typeof original === "object" &&
      original !== null &&
      Object.entries(part).every(
        ([name, value]) =>
          Object.hasOwn(original, name) && isPart(value, Reflect.get(original, name)),
      )
    );
  }
  if (typeof part === "string" && typeof original === "string") {
    return part === original || (part.endsWith("…") && original.startsWith(part.slice(0, -1)));
  }
  return Object.is(part, original);
}
