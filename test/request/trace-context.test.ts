import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTraceParent, parseTraceParent } from "../../src/request/trace-context.ts";
import { anyText } from "../fakes/any-text.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const valid = `00-${traceId}-${spanId}-01`;

describe("parseTraceParent()", () => {
  test("reads a version 00 header", () => {
    expect(parseTraceParent(valid)).toEqual({
      traceId,
      parentSpanId: spanId,
      traceFlags: "01",
      traceState: undefined,
    });
  });

  test.for([
    ["nothing", null],
    ["an empty header", ""],
    ["version ff", `ff-${traceId}-${spanId}-01`],
    ["an uppercase version", `0A-${traceId}-${spanId}-01`],
    ["an uppercase trace id", `00-${traceId.toUpperCase()}-${spanId}-01`],
    ["an uppercase span id", `00-${traceId}-${spanId.toUpperCase()}-01`],
    ["uppercase flags", `00-${traceId}-${spanId}-0A`],
    ["a trace id of zeros", `00-${"0".repeat(32)}-${spanId}-01`],
    ["a span id of zeros", `00-${traceId}-${"0".repeat(16)}-01`],
    ["a short trace id", `00-${traceId.slice(1)}-${spanId}-01`],
    ["a short span id", `00-${traceId}-${spanId.slice(1)}-01`],
    ["a trace id too long and a span id too short", `00-${traceId}a-${spanId.slice(1)}-01`],
    ["one digit of flags", `00-${traceId}-${spanId}-1`],
    ["version 00 with more behind it", `${valid}-extra`],
    ["version 00 with a dash behind it", `${valid}-`],
    ["a space before it", ` ${valid}`],
    ["a space behind it", `${valid} `],
    ["two headers in one", `${valid}, ${valid}`],
    ["no digit of hex", `00-${traceId.replace("4", "g")}-${spanId}-01`],
    ["other separators", valid.replaceAll("-", "_")],
    ["no separators", valid.replaceAll("-", "0")],
    ["a later version that goes on without a dash", `cc-${traceId}-${spanId}-01.later`],
    ["a later version cut short", `cc-${traceId}-${spanId}-0`],
    ["a megabyte", `00-${"a".repeat(1_000_000)}`],
  ] as const)("refuses %s", ([, header]) => {
    expect(parseTraceParent(header)).toBeUndefined();
  });

  test.for([
    ["as it is", `cc-${traceId}-${spanId}-01`],
    ["with more behind it", `cc-${traceId}-${spanId}-01-what-the-future-brings`],
    ["with a dash behind it", `01-${traceId}-${spanId}-01-`],
    ["of the highest number", `fe-${traceId}-${spanId}-01`],
  ] as const)("reads a later version %s", ([, header]) => {
    expect(parseTraceParent(header)).toMatchObject({ traceId, parentSpanId: spanId });
  });

  test.for([
    ["00", "00"],
    ["01", "01"],
    ["02", "02"],
    ["03", "03"],
    ["04", "00"],
    ["ff", "03"],
    ["f9", "01"],
    ["0a", "02"],
    ["0e", "02"],
  ] as const)("clears unknown flags: %s becomes %s", ([flags, known]) => {
    expect(parseTraceParent(`00-${traceId}-${spanId}-${flags}`)?.traceFlags).toBe(known);
  });

  test("accepts what the grammar accepts, and throws at nothing", () => {
    const grammar =
      /^(?!ff)(?:00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?)$/s;
    fc.assert(
      fc.property(fc.oneof(damaged(), anyText()), (header) => {
        expect(parseTraceParent(header) !== undefined).toBe(grammar.test(header));
      }),
      { numRuns: 2_000 },
    );
  });

  test("undoes formatTraceParent()", () => {
    const ids = fc.tuple(hex(32), hex(16), fc.constantFrom("00", "01", "02", "03"));
    fc.assert(
      fc.property(ids, ([trace, span, flags]) => {
        const parsed = parseTraceParent(formatTraceParent(trace, span, flags));
        expect(parsed).toMatchObject({ traceId: trace, parentSpanId: span, traceFlags: flags });
      }),
    );
  });
});

/** Valid headers of any version, and such with one character put in, left out or replaced. */
function damaged(): fc.Arbitrary<string> {
  const headers = fc
    .tuple(
      fc.oneof(fc.constant("00"), hex(2)),
      hex(32),
      hex(16),
      hex(2),
      fc.constantFrom("", "-", "-x"),
    )
    .map(([version, trace, span, flags, rest]) => `${version}-${trace}-${span}-${flags}${rest}`);
  return fc
    .tuple(headers, fc.nat(60), fc.nat(1), fc.constantFrom("", "", "0", "a", "F", "-", "g", " "))
    .map(([header, at, left, put]) => header.slice(0, at) + put + header.slice(at + left));
}

function hex(length: number): fc.Arbitrary<string> {
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from("0123456789abcdef")),
    minLength: length,
    maxLength: length,
  });
  return length < 16 ? digits : digits.filter((id) => /[^0]/.test(id));
}
