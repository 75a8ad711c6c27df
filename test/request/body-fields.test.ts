import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toBodyFields } from "../../src/request/body-fields.ts";

const json = "application/json; charset=utf-8";
const form = "application/x-www-form-urlencoded";
const plain = "text/plain";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function cut(text: string): unknown {
  return toBodyFields(bytes(text), form, true);
}

describe("toBodyFields()", () => {
  test("reads JSON as data, whatever it holds", () => {
    for (const value of [{ a: [1, null] }, [1], "text", 5, false, null]) {
      expect(toBodyFields(bytes(JSON.stringify(value)), json, false)).toEqual(value);
      const problem = "application/problem+json";
      expect(toBodyFields(bytes(JSON.stringify(value)), problem, false)).toEqual(value);
    }
  });

  test("marks what is no JSON as a text", () => {
    expect(toBodyFields(bytes("{oops"), json, false)).toEqual({ "body.text": "{oops" });
    expect(toBodyFields(bytes("{oops"), json, true)).toEqual({ "body.text": "{oops…" });
    expect(toBodyFields(bytes("123"), json, true)).toEqual({ "body.text": "123…" });
  });

  test("reads a byte order mark as none", () => {
    expect(toBodyFields(bytes('\uFEFF{"a":1}'), json, false)).toEqual({ a: 1 });
  });

  test("cuts no character in two", () => {
    const text = "aé漢😀";
    for (let length = 1; length < bytes(text).length; length++) {
      const inText = toBodyFields(bytes(text).slice(0, length), plain, true);
      expect(["a…", "aé…", "aé漢…"]).toContain(inText);
      const inJson = bytes(`["${text}`).slice(0, length + 2);
      expect([["a…"], ["aé…"], ["aé漢…"]]).toContainEqual(toBodyFields(inJson, json, true));
    }
  });

  test("reads a text in its character set, and in UTF-8 where there is none of the name", () => {
    const latin = new Uint8Array([0x63, 0x61, 0x66, 0xe9]);
    expect(toBodyFields(latin, 'text/plain; charset="ISO-8859-1"', false)).toBe("café");
    expect(toBodyFields(bytes("café"), "text/plain; charset=nonsense", false)).toBe("café");
  });

  test("reads a form as an object, with lists of what is repeated", () => {
    const body = "name=Ada+L&tag=a&tag=b&tag=c&empty=&bare&%24=%E2%82%AC";
    expect(toBodyFields(bytes(body), form, false)).toEqual({
      name: "Ada L",
      tag: ["a", "b", "c"],
      empty: "",
      bare: "",
      $: "€",
    });
    expect(toBodyFields(bytes("?a=1"), form, false)).toEqual({ "?a": "1" });
  });

  test("takes the names of a form for nothing but names", () => {
    const fields = toBodyFields(bytes("__proto__=1&constructor=2&__proto__=3"), form, false);
    expect(Object.entries(fields as object)).toEqual([
      ["__proto__", ["1", "3"]],
      ["constructor", "2"],
    ]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  test("cuts a form within its last value", () => {
    expect(cut("a=1&password=hun")).toEqual({ a: "1", password: "hun…" });
    expect(cut("a=1&passwo")).toEqual({ a: "1" });
    expect(cut("a=1&")).toEqual({ a: "1" });
    expect(cut("a=1&b=x%E2%82")).toEqual({ a: "1", b: "x…" });
    expect(cut("a=1&b=x%E")).toEqual({ a: "1", b: "x…" });
  });

  test("never throws, and keeps of a cut form what the whole one holds", () => {
    const pairs = fc.array(
      fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
    );
    fc.assert(
      fc.property(pairs, fc.nat(), (entries, at) => {
        const whole = new URLSearchParams(entries).toString();
        const fields = cut(whole.slice(0, at % (whole.length + 1)));
        for (const [name, values] of Object.entries(fields as object)) {
          const known = entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
          [values].flat().forEach((value: string, i) => {
            const isSame = value === known[i];
            expect(isSame || known[i]?.startsWith(value.slice(0, -1))).toBe(true);
          });
        }
      }),
    );
  });

  test("never throws for any bytes", () => {
    const types = fc.constantFrom(json, form, plain, "text/plain; charset=utf-16le", "");
    fc.assert(
      fc.property(fc.uint8Array(), types, fc.boolean(), (content, type, isCut) => {
        expect(toBodyFields(content, type, isCut)).toBeDefined();
      }),
    );
  });
});
