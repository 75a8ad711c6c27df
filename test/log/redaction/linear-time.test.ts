import { describe, expect, test } from "vitest";
import { createRedaction } from "../../../src/log/redaction.ts";
import { SensitiveKeys } from "../../../src/log/sensitive-keys.ts";
import { fastestMs } from "../../fakes/fastest-ms.ts";

const length = 65_536;
/** How many times longer than on prose of the same length; what repeats in itself takes thousands of times. */
const bound = 100;
const { text } = createRedaction({ scan: ["email", "jwt", "bearer", "card"] });
const prose = repeat(
  "the password=x of user: ada@example.com, cookie a=b, Bearer abc, 4111 1111 1111 1111; ",
);

const attacks: readonly string[] = [
  "a",
  "A",
  "1",
  "1 ",
  "12-",
  "4111 ",
  " ",
  "\n",
  ":",
  "=",
  "==",
  "a=",
  "a:",
  "a ",
  "a    ",
  "a.",
  "a-",
  "@",
  "a@",
  "a@a.",
  "a@a-",
  "a.a@",
  "://",
  "://a",
  "://a:",
  "://a@",
  '"',
  "'",
  "\\",
  '\\"',
  '\\\\"',
  "%22",
  "%3D",
  "[",
  "{",
  "]",
  "password=[",
  'password="',
  "password='\\",
  'password=\\"',
  "password=\\\\\\",
  "password=,",
  "password=,a",
  "password=)",
  "password",
  "password ",
  "password    ",
  "password]",
  "token:[",
  "api key",
  "api key:",
  "key=",
  "code=&",
  "Cookie:",
  "Cookie: ",
  'Cookie: ="',
  'cookie:"',
  'cookie\\":\\"',
  'cookie="a',
  "authorization",
  "Authorization: \\",
  "bearer",
  "bearer ",
  "Bearer    ",
  "bearer bearer",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----a",
  "-----BEGIN A PRIVATE KEY-----\n-----END ",
  "-----END PRIVATE KEY-----",
  "PRIVATE KEY ",
  "eyJ",
  "eyJa",
  "eyJaaaaa.",
  "eyJ.",
  "eyJaaaaaaa ",
  "\u2028",
  "\uD83D",
  "🙂",
];
/** What makes the first looks take the rest for suspicious. */
const baits = ["", "password=a&token=b: ", "?code=1&key=2 Bearer a@b.c eyJ 1234 PRIVATE KEY "];

describe("redaction takes linear time", () => {
  const boundMs =
    Math.max(
      fastestMs(0, () => text(prose)),
      1,
    ) * bound;

  for (const bait of baits) {
    test.for(attacks)(`on ${JSON.stringify(bait)} and many %j`, (attack) => {
      for (const attacked of [
        bait + repeat(attack),
        repeat(attack) + bait,
        `${bait}${repeat(attack)}!${bait}`,
      ]) {
        expect(fastestMs(boundMs, () => text(attacked))).toBeLessThanOrEqual(boundMs);
      }
    });
  }

  test("on long names of keys", () => {
    const keys = new SensitiveKeys();
    const benignMs = fastestMs(0, () => keys.has("user_name_of_the_author"));
    const attackedMs = Math.max(benignMs, 0.2) * bound;
    for (const attack of ["a", "A", "aA", "_", "a1", "1", "token_", "é", "."]) {
      expect(fastestMs(attackedMs, () => keys.has(repeat(attack)))).toBeLessThanOrEqual(attackedMs);
    }
  });
});

function repeat(piece: string): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
