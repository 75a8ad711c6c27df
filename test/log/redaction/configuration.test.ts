import { describe, expect, test } from "vitest";
import { edgewatch } from "../../../src/edgewatch.ts";
import { createRedaction, type RedactionOptions } from "../../../src/log/redaction.ts";
import { Serializer } from "../../../src/log/serializer.ts";

const hashKey = "0123456789abcdef";

describe("a mistake in the configuration is an error at start", () => {
  test.for([
    ["an option that does not exist", '{"key":["a"]}', "key"],
    ["a misspelt option", '{"path":["a"]}', "path"],
    ["an unknown mode", '{"mode":"delete"}', "delete"],
    ["an unknown scan", '{"scan":["email","phone"]}', "phone"],
    ["a scan that is no list", '{"scan":"email"}', ""],
    ["an empty key", '{"keys":["a",""]}', ""],
    ["a key without letters", '{"keys":["*"]}', "*"],
    ["a key that is no text", '{"keys":[42]}', "42"],
    ["keys that are no list", '{"keys":"password"}', ""],
    ["an empty path", '{"paths":[""]}', ""],
    ["a path with an empty step", '{"paths":["a..b"]}', "a..b"],
    ["a path that begins with a dot", '{"paths":[".a"]}', ".a"],
    ["a path that ends with a dot", '{"paths":["a."]}', "a."],
    ["a path with a star in a step", '{"paths":["a.b*"]}', "a.b*"],
    ["a path with two stars", '{"paths":["**.a"]}', "**.a"],
    ["a path that is no text", '{"paths":[1]}', "1"],
    ["paths that are no list", '{"paths":"user.name"}', ""],
    ["a pattern that is a text", '{"patterns":["a"]}', "a"],
    ["patterns that are no list", '{"patterns":{}}', ""],
    ["a hash without a key", '{"mode":"hash"}', "hashKey"],
    ["a hash with a short key", '{"mode":"hash","hashKey":"short"}', "hashKey"],
    ["a hash whose key is no text", '{"mode":"hash","hashKey":12345678901234567890}', "hashKey"],
  ] as const)("%s", ([, json, named]) => {
    const redact: RedactionOptions = JSON.parse(json);
    expect(() => edgewatch({ service: "orders", redact })).toThrow(TypeError);
    expect(() => edgewatch({ service: "orders", redact })).toThrow("Cannot redact");
    expect(() => edgewatch({ service: "orders", redact })).toThrow(named);
  });

  test.for([/(?:)/, /a*/, /^/, /$/g, /\b|x/, /(?=a)|/])(
    "the pattern %s, which matches nothing at all",
    (pattern) => {
      expect(() => createRedaction({ patterns: [pattern] })).toThrow(TypeError);
    },
  );

  test("is none where an option is undefined", () => {
    expect(() =>
      createRedaction({
        keys: undefined,
        paths: undefined,
        patterns: undefined,
        scan: undefined,
        mode: undefined,
      }),
    ).not.toThrow();
    expect(() => createRedaction({ mode: "hash", hashKey })).not.toThrow();
  });
});

describe("own keys", () => {
  const serializer = new Serializer(
    createRedaction({ keys: ["favourite-colour", "NickName", "имя"] }),
  );

  test.for([
    "favouriteColour",
    "favourite_colour",
    "FAVOURITE_COLOUR",
    "Favourite-Colour",
    "favouritecolour",
    "nick_name",
    "имя",
  ])("are found as %s at any depth, in texts and in dotted names", (key) => {
    expect(
      fieldsOf({
        [key]: "blue",
        a: [{ [key]: { b: "blue" } }],
        [`http.request.header.${key}`]: "blue",
      }),
    ).not.toContain("blue");
    expect(serializer.text(`{"${key}":"blue"}`).includes("blue")).toBe(key === "имя");
  });

  test("are found in texts that hold nothing else suspicious", () => {
    expect(serializer.text("nickname=blue")).toBe("nickname=[REDACTED]");
  });

  test("are whole keys", () => {
    expect(fieldsOf({ nickNames: "blue", favourite: "blue" })).toBe(
      '"nickNames":"blue","favourite":"blue"',
    );
  });

  function fieldsOf(fields: object): string {
    return serializer.fields(fields);
  }
});

describe("paths", () => {
  test.for([
    [
      "user.name",
      { user: { name: "x", id: 1 }, name: "n" },
      { user: { name: "[REDACTED]", id: 1 }, name: "n" },
    ],
    ["user", { user: { name: "x" } }, { user: "[REDACTED]" }],
    [
      "items.*.note",
      { items: [{ note: "x", n: 1 }, { note: "x" }] },
      { items: [{ note: "[REDACTED]", n: 1 }, { note: "[REDACTED]" }] },
    ],
    ["items.1", { items: ["a", "x", "c"] }, { items: ["a", "[REDACTED]", "c"] }],
    [
      "*.id",
      { a: { id: "x" }, b: { id: "x" }, id: 1 },
      { a: { id: "[REDACTED]" }, b: { id: "[REDACTED]" }, id: 1 },
    ],
    ["*", { a: "x", b: { c: "x" } }, { a: "[REDACTED]", b: "[REDACTED]" }],
    ["a.*.*.b", { a: [[{ b: "x" }]], b: 1 }, { a: [[{ b: "[REDACTED]" }]], b: 1 }],
    [
      "a.b.c.d.e",
      { a: { b: { c: { d: { e: "x", f: 1 } } } } },
      { a: { b: { c: { d: { e: "[REDACTED]", f: 1 } } } } },
    ],
    ["a", { a: [1, 2] }, { a: "[REDACTED]" }],
    ["A", { a: 1 }, { a: 1 }],
  ] as const)("%s", ([path, fields, expected]) => {
    expect(redacted([path], fields)).toEqual(expected);
  });

  test("may be many and overlap", () => {
    const fields = { user: { name: "x", mail: "x", id: 1 }, other: { name: "x" } };
    expect(redacted(["user.name", "user.mail", "*.name"], fields)).toEqual({
      user: { name: "[REDACTED]", mail: "[REDACTED]", id: 1 },
      other: { name: "[REDACTED]" },
    });
  });

  test("lead through Maps, class instances and toJSON", () => {
    class User {
      readonly name = "x";
    }
    const fields = {
      map: new Map([["name", "x"]]),
      user: new User(),
      json: { toJSON: () => ({ name: "x" }) },
    };
    expect(redacted(["*.name"], fields)).toEqual({
      map: { name: "[REDACTED]" },
      user: { name: "[REDACTED]" },
      json: { name: "[REDACTED]" },
    });
  });
});

function redacted(paths: readonly string[], fields: object): unknown {
  return JSON.parse(`{${new Serializer(createRedaction({ paths })).fields(fields)}}`);
}
