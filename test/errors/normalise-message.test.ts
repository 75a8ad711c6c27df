import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseMessage } from "../../src/errors/normalise-message.ts";
import { fastestMs } from "../fakes/fastest-ms.ts";

describe("normaliseMessage()", () => {
  test.for([
    ["User ada@example.com not found", "User <email> not found"],
    ["GET https://a.example/b?c=1 failed", "GET <url> failed"],
    ["Lost (https://a.example:80/b;c=(1),2), sorry", "Lost (<url>), sorry"],
    ["Order 6f1c2f9e-3b1d-4c7a-9a55-0d4c3f1e2b7a is gone", "Order <id> is gone"],
    ["Charge ch_3MmlLrLkdIwHu7ix0snN0B15 failed", "Charge <id> failed"],
    ["Key V1StGXR8_Z5jdHi6B-myT expired", "Key <id> expired"],
    ["Job 01ARZ3NDEKTSV4RRFFQ69G5FAV failed", "Job <id> failed"],
    ["Commit 9fceb02d0ae598e95dc970b74767f19372d61af8 missing", "Commit <id> missing"],
    ["No slot at 2026-11-23T08:53:39.123Z", "No slot at <date>"],
    ["Closed until 08:30:00", "Closed until <date>"],
    ["Refused by 192.168.1.17:5432", "Refused by <n>"],
    ["Refused by 2001:db8::ff00:42:8329", "Refused by <ip>"],
    ["Timeout of 1500ms exceeded", "Timeout of <n> exceeded"],
    ["Took 1.5s, 3 tries", "Took <n> tries"],
    ["Balance -12,345.67 EUR", "Balance <n> EUR"],
    ["Ids 1, 2, 3 unknown", "Ids <n> unknown"],
    ["Path /orders/42/items is shut", "Path /orders/<n>/items is shut"],
    ["order-17 and user_42", "order<n> and user_<n>"],
    ["Customer 'Ada Lovelace' unknown", "Customer <value> unknown"],
    ['No column "user_name" in `orders`', 'No column "user_name" in `orders`'],
    ["It can't be, it won't be", "It can't be, it won't be"],
    ["utf8 and sha256", "utf<n> and sha<n>"],
    ["\n  first  \n\n second 2 \nthird", "first\nsecond <n>"],
    ["nothing to see", "nothing to see"],
    ["", ""],
  ] as const)("makes of %j %j", ([message, expected]) => {
    expect(normaliseMessage(message)).toBe(expected);
  });

  test("makes the same of a message whatever its values", () => {
    fc.assert(
      fc.property(values(), values(), (one, other) => {
        expect(normaliseMessage(sentence(one))).toBe(normaliseMessage(sentence(other)));
      }),
    );
  });

  test("reads no more than 512 characters and gives no more than 300", () => {
    expect(normaliseMessage("word ".repeat(1_000_000))).toHaveLength(300);
    expect(normaliseMessage(`${"1 ".repeat(256)}end`)).not.toContain("end");
  });

  test.for([
    "a",
    "1",
    "a1",
    "1-",
    "a@",
    "@.",
    "://",
    "'",
    '"',
    "`",
    "'a",
    " '",
    ":",
    "1:",
    "::",
    "a.",
    "-",
    "_",
    ".",
    "!",
    "<n>",
    "<n>,",
    "1, ",
    "\n",
    "\n1",
    "T1:",
    "\uD800",
  ])("takes linear time on many %j", (piece) => {
    const attack = piece.repeat(1_024);
    // Quadratic time would be tens of milliseconds.
    expect(fastestMs(2, () => normaliseMessage(attack))).toBeLessThanOrEqual(2);
  });
});

interface Values {
  readonly count: number;
  readonly id: string;
  readonly email: string;
  readonly url: string;
  readonly at: Date;
  readonly address: string;
  readonly name: string;
}

function values(): fc.Arbitrary<Values> {
  return fc.record({
    count: fc.integer(),
    id: fc.uuid(),
    email: fc.emailAddress().filter((email) => !/["'`=|{}]/.test(email)),
    // What a sentence may have around an address is not taken for a part of it.
    url: fc.webUrl().filter((url) => !/['`]|[.,:;!?)\]}]$/.test(url)),
    at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-01-01") }),
    address: fc.ipV4(),
    name: fc
      .tuple(fc.stringMatching(/^[A-Z][a-z]{1,9}$/), fc.integer({ min: 0 }))
      .map((it) => it.join(" ")),
  });
}

function sentence({ count, id, email, url, at, address, name }: Values): string {
  return `Order ${id} of ${email} (${count} items, "${name}") since ${at.toISOString()} from ${address} via ${url} failed`;
}
