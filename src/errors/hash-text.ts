import { mix32 } from "../core/hash.ts";

/**
 * Hashes a text to 64 bits, as 16 hexadecimal digits; always the same for the same text, on all runtimes.
 *
 * Two lanes of 32 bits that are mixed at the end, as in MurmurHash3: for telling texts apart, not for secrets.
 */
export function hashText(text: string): string {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x9e3779b1);
    two = Math.imul(two ^ code, 0x5f356495);
    one ^= one >>> 15;
    two ^= two >>> 13;
  }
  const first = mix32(one ^ Math.imul(two, 0x85ebca6b));
  const second = mix32(two ^ Math.imul(first, 0xc2b2ae35));
  return toHex(first) + toHex(second);
}

function toHex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
