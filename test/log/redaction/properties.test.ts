import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedaction, type RedactionOptions } from "../../../src/log/redaction.ts";
import { Serializer } from "../../../src/log/serializer.ts";
import { effort } from "../../fakes/effort.ts";
import { anything } from "../anything.ts";
import { marker, secretKeys } from "./leak-corpus.ts";
import { secretTexts } from "./leak-texts.ts";

const numRuns = effort(300, 20_000);
const fewRuns = effort(60, 5_000);
const hash = { mode: "hash", hashKey: "0123456789abcdef" } as const;
const all: readonly RedactionOptions[] = [
  {},
  { mode: "remove" },
  hash,
  { scan: ["email", "jwt", "bearer", "card"], patterns: [/ID-\d+/y], keys: ["nickname"] },
];
const secrets = fc.string({ unit: "grapheme-ascii", minLength: 0, maxLength: 12 });
const pieces = fc.oneof(
  fc.constantFrom(...secretTexts.map(([, write]) => write("hY7wPk2hY7wPk2"))),
  fc.constantFrom(
    "password=",
    "token: ",
    '"',
    "'",
    "\\",
    "\n",
    "&",
    ";",
    ",",
    "{",
    "}",
    "[",
    "]",
    "://",
    "@",
    "=",
    " ",
  ),
  fc.constantFrom(
    "Bearer ",
    "Cookie: ",
    "[REDACTED]",
    "hmac:0123456789abcdef",
    "%3D",
    "eyJ",
    "4111111111111111",
  ),
  secrets,
);
const texts = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(""));
/** A hash is as long as it is, and what touches it becomes a part of it. */
const apart = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(" \n "));

describe("redaction", () => {
  for (const options of all) {
    const name = JSON.stringify(options);

    test(`done twice is as done once: texts (${name})`, () => {
      const { text } = createRedaction(options);
      fc.assert(
        fc.property(options === hash ? apart : texts, (given) => {
          expect(text(text(given))).toBe(text(given));
        }),
        { numRuns },
      );
    });

    test(`done twice is as done once: fields (${name})`, () => {
      const serializer = new Serializer(createRedaction(options));
      const fields = fc.dictionary(
        fc.oneof(
          fc.constantFrom(...secretKeys),
          fc.string().map((key) => `x${key}`),
        ),
        fc.oneof(options === hash ? apart : texts, fc.jsonValue()),
      );
      fc.assert(
        fc.property(fields, (given) => {
          const once = serializer.fields(given);
          const parsed: object = JSON.parse(`{${once}}`);
          expect(serializer.fields(parsed)).toBe(once);
        }),
        { numRuns },
      );
    });
  }

  test("never shows the value of a secret key, whatever its type", () => {
    for (const options of all) {
      const serializer = new Serializer(createRedaction(options));
      fc.assert(
        fc.property(fc.constantFrom(...secretKeys), anything(marker), (key, { make }) => {
          const value = make();
          const text = serializer.fields({
            a: [{ [key]: value }],
            [key]: { value, marker },
            b: { [key]: marker },
          });
          expect(text).not.toContain(marker);
        }),
        { numRuns: fewRuns },
      );
    }
  });

  test("changes nothing where there is nothing to redact", () => {
    const serializer = new Serializer(createRedaction());
    const words = fc.constantFrom("author", "monkey", "a b", "", "é", "x=1", "{}", "1:2");
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        words,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom("a", "cacheKey", "n", "author"), tie("value")),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("x", "y", "tokenCount"), values), (fields) => {
        expect(JSON.parse(`{${serializer.fields(fields)}}`)).toEqual(
          JSON.parse(JSON.stringify(fields)),
        );
      }),
      { numRuns },
    );
  });

  test("keeps what stands around a secret", () => {
    const { text } = createRedaction();
    expect(text("before password=hunter2 after")).toBe("before password=[REDACTED] after");
    expect(text('{"a":1,"token":"x\\"y","b":[2]}')).toBe('{"a":1,"token":"[REDACTED]","b":[2]}');
    expect(text('{"tokens":["x","]"],"b":2}')).toBe('{"tokens":[REDACTED],"b":2}');
    expect(text("?a=1&token=x&b=2#c")).toBe("?a=1&token=[REDACTED]&b=2#c");
    expect(text("https://ada:x@a.example/b?c=1")).toBe("https://[REDACTED]@a.example/b?c=1");
    expect(text("Host: a\nCookie: a=b; c=d\nAccept: e")).toBe(
      "Host: a\nCookie: [REDACTED]\nAccept: e",
    );
    expect(text("curl -H 'Authorization: Bearer abc' https://a")).toBe(
      "curl -H 'Authorization: [REDACTED]' https://a",
    );
    expect(text("(password=x)")).toBe("(password=[REDACTED])");
    expect(text("a -----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY----- b")).toBe(
      "a [REDACTED] b",
    );
    expect(text("password=x, user=ada")).toBe("password=[REDACTED], user=ada");
  });

  test("of a long text finds the secret that is cut in two", () => {
    const serializer = new Serializer(createRedaction());
    for (let before = 16_384 - 60; before <= 16_384; before++) {
      const text = `${"x".repeat(before)} postgres://ada:${marker}${marker}@db/shop ${"y".repeat(5_000)}`;
      expect(serializer.text(text)).not.toContain(marker);
    }
  });
});
