import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTraceParent } from "../../src/request/trace-context.ts";
import { anyText } from "../fakes/any-text.ts";

const traceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const longest = `a=${"1".repeat(254)},b=${"1".repeat(253)}`;

describe("tracestate", () => {
  test.for([
    ["one member", "congo=t61rcWkgMzE", "congo=t61rcWkgMzE"],
    ["several members in their order", "rojo=1,congo=2", "rojo=1,congo=2"],
    ["a key that begins with a digit", "1a=1", "1a=1"],
    ["a key with a tenant", "fw529a3039@dt=FfAAAA", "fw529a3039@dt=FfAAAA"],
    ["every character of a key", "a_-*/@0=1", "a_-*/@0=1"],
    ["a value with spaces within", "a=1 2", "a=1 2"],
    ["a key of 256 characters", `${"a".repeat(256)}=1`, `${"a".repeat(256)}=1`],
    ["a value of 256 characters", `a=${"1".repeat(256)}`, `a=${"1".repeat(256)}`],
    ["32 members", members(32), members(32)],
    ["512 characters", longest, longest],
  ] as const)("keeps %s", ([, header, kept]) => {
    expect(traceState(header)).toBe(kept);
  });

  test.for([
    ["spaces and tabs between members", " a=1 ,\tb=2 ", "a=1,b=2"],
    ["empty members", "a=1,,b=2,", "a=1,b=2"],
  ] as const)("leaves out %s", ([, header, kept]) => {
    expect(traceState(header)).toBe(kept);
  });

  test.for([
    ["nothing", ""],
    ["only commas", ", ,"],
    ["a member without a value", "a"],
    ["an empty value", "a="],
    ["an empty key", "=1"],
    ["an uppercase key", "A=1"],
    ["a key that begins with a sign", "_a=1"],
    ["a key with a space", "a b=1"],
    ["an equals sign in a value", "a=1=2"],
    ["a control character in a value", "a=1\u00012"],
    ["a value beyond ASCII", "a=é"],
    ["a key of 257 characters", `${"a".repeat(257)}=1`],
    ["a value of 257 characters", `a=${"1".repeat(257)}`],
    ["a key twice", "a=1,b=2,a=3"],
    ["33 members", members(33)],
    ["513 characters", `${longest}1`],
    ["one bad member among good ones", "a=1,B=2,c=3"],
  ] as const)("drops %s, and goes on with the trace", ([, header]) => {
    const parsed = parseTraceParent(traceParent, header);
    expect(parsed?.traceState).toBeUndefined();
    expect(parsed?.traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test("is left alone where the traceparent is no good", () => {
    expect(parseTraceParent("garbage", "a=1")).toBeUndefined();
  });

  test("never breaks the trace, whatever it says, and stays as it is when read again", () => {
    const pieces = fc.constantFrom("a", "b=", "=1", ",", " ", "\t", "@", "Z", "~", "é", "\u0000");
    const headers = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((chosen) => chosen.join("")),
      anyText(),
    );
    fc.assert(
      fc.property(headers, (header) => {
        const kept = parseTraceParent(traceParent, header);
        expect(kept).toBeDefined();
        if (kept?.traceState !== undefined) {
          expect(kept.traceState).toMatch(/^[\x20-\x7e]+$/);
          expect(traceState(kept.traceState)).toBe(kept.traceState);
        }
      }),
    );
  });
});

function traceState(header: string): string | undefined {
  return parseTraceParent(traceParent, header)?.traceState;
}

function members(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}=${index}`).join(",");
}
