import { describe, expect, test } from "vitest";
import { createRedaction, mask } from "../../../src/log/redaction.ts";
import type { ValueScan } from "../../../src/log/value-scan.ts";

/** Numbers that the card companies publish for tests. */
const testCards: readonly string[] = [
  "4111111111111111",
  "4012888888881881",
  "4222222222222",
  "4000056655665556",
  "5555555555554444",
  "5105105105105100",
  "2223003122003222",
  "378282246310005",
  "371449635398431",
  "6011111111111117",
  "6011000990139424",
  "3530111333300000",
  "3566002020360505",
  "30569309025904",
  "38520000023237",
  "6200000000000005",
];
const jwt =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

describe("a scan of values", () => {
  test.for(testCards)(
    "finds the card %s in one piece, in groups and beside other numbers",
    (card) => {
      const scan = scanFor("card");
      const groups = card.length === 15 ? [4, 6, 5] : [4, 4, 4, card.length - 12];
      const pieces = cutInto(card, groups);
      for (const written of card.length === 15 || card.length === 16
        ? [card, pieces.join(" "), pieces.join("-")]
        : [card]) {
        expect(scan(`paid with ${written} today`)).toBe(`paid with ${mask} today`);
        expect(scan(written)).toBe(mask);
        expect(scan(`card:${written}, 12/27 123`)).toBe(`card:${mask}, 12/27 123`);
        expect(scan(`${written} 12/27 123`)).toBe(`${mask} 12/27 123`);
        expect(scan(`2 x ${written}.`)).toBe(`2 x ${mask}.`);
        expect(scan(`12 ${written}`)).toBe(`12 ${mask}`);
        expect(scan(`(${written}/${written})`)).toBe(`(${mask}/${mask})`);
      }
    },
  );

  test.for([
    "4111111111111112",
    "5555555555554445",
    "378282246310006",
    "1234567812345678",
    "0000000000000000",
    "1763892000123",
    "1763892000123456",
    "411111111111",
    "41111111111111111111111",
    "4111-1111-1111-1112",
    "v4111111111111111",
    "4111111111111111px",
    "1.4111111111111111",
    "8f14e45f-ceea-467f-a0e6-4111111111111111",
    "4111 11111 111 1111",
    "+49 30 901820 1234",
    "2026-11-23 10-00-00",
  ])("takes %s for no card", (text) => {
    expect(scanFor("card")(text)).toBe(text);
  });

  test.for([
    "ada@example.com",
    "ada.lovelace+tag@mail.example.co.uk",
    "A_1@x-y.example",
    "a@b.museum",
  ])("finds the address %s", (address) => {
    const scan = scanFor("email");
    expect(scan(`to <${address}>, please`)).toBe(`to <${mask}>, please`);
    expect(scan(`${address} ${address}`)).toBe(`${mask} ${mask}`);
    expect(scan(`mailto:${address}?subject=hi`)).toBe(`mailto:${mask}?subject=hi`);
  });

  test.for([
    "@ada",
    "ada@",
    "ada@localhost",
    "a @ b.com",
    "@types/node@22.0.1",
    "user@1.2.3.4",
    "foo@bar@",
  ])("takes %s for no address", (text) => {
    expect(scanFor("email")(text)).toBe(text);
  });

  test("finds a JWT anywhere", () => {
    const scan = scanFor("jwt");
    expect(scan(jwt)).toBe(mask);
    expect(scan(`sent ${jwt}, refused`)).toBe(`sent ${mask}, refused`);
    expect(scan(`https://a.example/${jwt}/b`)).toBe(`https://a.example/${mask}/b`);
    expect(scan("eyJ is how they begin")).toBe("eyJ is how they begin");
    expect(scan("keyJ.abc.def")).toBe("keyJ.abc.def");
  });

  test("finds what follows Bearer, whatever it looks like", () => {
    const scan = scanFor("bearer");
    expect(scan("sent Bearer abc, refused")).toBe(`sent Bearer ${mask}, refused`);
    expect(scan("sent bearer a.b-c_d~e+f/g=")).toBe(`sent bearer ${mask}`);
  });

  test("looks for nothing that was not asked for", () => {
    const text = `${testCards[0]} ada@example.com ${jwt}`;
    expect(createRedaction().text(text)).toBe(text);
    expect(scanFor("email")(text)).toBe(`${testCards[0]} ${mask} ${jwt}`);
  });

  test("looks for all kinds together", () => {
    const { text } = createRedaction({ scan: ["email", "jwt", "bearer", "card"] });
    expect(text(`${testCards[0]} ada@example.com ${jwt} Bearer xyz`)).toBe(
      `${mask} ${mask} ${mask} Bearer ${mask}`,
    );
  });
});

describe("own patterns", () => {
  test.for([
    /ID-\d+/,
    /ID-\d+/g,
    /ID-\d+/y,
    /ID-\d+/gy,
    /id-\d+/i,
    /ID-\d+/gu,
    /ID-\p{N}+/gv,
    /ID-\d+/d,
  ])("replace all that %s matches, each time", (pattern) => {
    const { text } = createRedaction({ patterns: [pattern] });
    for (let time = 0; time < 20; time++) {
      expect(text("ID-1 and ID-22, then ID-333")).toBe(`${mask} and ${mask}, then ${mask}`);
      expect(text("ID-4")).toBe(mask);
      expect(text("none")).toBe("none");
    }
    expect(pattern.lastIndex).toBe(0);
  });

  test("leave the caller's expression as it was", () => {
    const pattern = /ID-\d+/g;
    pattern.lastIndex = 5;
    createRedaction({ patterns: [pattern] }).text("ID-1 ID-2");
    expect(pattern.lastIndex).toBe(5);
  });

  test("take a mask with a dollar sign in the text for what it is", () => {
    const { text } = createRedaction({ patterns: [/\$\d+/] });
    expect(text("pay $& $1 $$")).toBe(`pay $& ${mask} $$`);
  });
});

function scanFor(...scan: ValueScan[]): (text: string) => string {
  return createRedaction({ scan }).text;
}

function cutInto(text: string, lengths: readonly number[]): string[] {
  let at = 0;
  return lengths.map((length) => text.slice(at, (at += length)));
}
