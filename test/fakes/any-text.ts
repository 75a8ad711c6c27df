import * as fc from "fast-check";

const codeUnits = fc.oneof(fc.nat(0x7f), fc.nat(0xffff)).map((code) => String.fromCharCode(code));

/** Text of any kind: ASCII, control characters, other scripts, lone surrogates. */
export function anyText(maxLength = 20): fc.Arbitrary<string> {
  return fc.string({ unit: codeUnits, maxLength });
}
