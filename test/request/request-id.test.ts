import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRequestId } from "../../src/request/request-id.ts";
import { anyText } from "../fakes/any-text.ts";

const allowed = /^[A-Za-z0-9._:-]{1,128}$/;

describe("isRequestId()", () => {
  test.for([
    "a",
    "7f3b1c9e-0a4d-4f6e-9b1a-2c3d4e5f6a7b",
    "01JD9Y7ZK3M2QXW4R5T6V8B9NC",
    "1-67891233-abcdef012345678912345678",
    "a.b_c:d-e",
    "x".repeat(128),
  ])("keeps %s", (id) => {
    expect(isRequestId(id)).toBe(true);
  });

  test.for([
    ["nothing", null],
    ["an empty one", ""],
    ["129 characters", "x".repeat(129)],
    ["a megabyte", "x".repeat(1_000_000)],
    ["a space", "a b"],
    ["a line break", "a\r\nSet-Cookie: x=1"],
    ["a NUL", "a\u0000"],
    ["quotes", 'a","level":"fatal'],
    ["terminal codes", "\u001b[31m"],
    ["a percent sign", "%0d%0a"],
    ["letters beyond ASCII", "ordér"],
    ["digits beyond ASCII", "４２"],
    ["markup", "<script>"],
  ] as const)("refuses %s", ([, id]) => {
    expect(isRequestId(id)).toBe(false);
  });

  test("keeps 1 to 128 characters of [A-Za-z0-9._:-] and nothing else", () => {
    const characters = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...Array.from("azAZ09._:-")) },
      { weight: 1, arbitrary: fc.constantFrom(...Array.from("/;@[`{^,+ \n")) },
      { weight: 1, arbitrary: anyText(1) },
    );
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 140, size: "max" }), (text) => {
        expect(isRequestId(text)).toBe(allowed.test(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
