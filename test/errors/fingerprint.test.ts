import * as fc from "fast-check";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { defineErrors } from "../../src/errors/app-error.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { canonicalMessage, fingerprint } from "../../src/errors/fingerprint.ts";
import { hashText } from "../../src/errors/hash-text.ts";
import { fastestMs } from "../fakes/fastest-ms.ts";

const site = { route: "/orders/:id", method: "GET" };
const errors = defineErrors({
  ORDER_NOT_FOUND: { status: 404, title: "Order not found" },
  CHARGE_FAILED: { status: 502, title: "Charge failed" },
});

function keyOf(thrown: unknown, where: Parameters<typeof fingerprint>[1] = site): string {
  return fingerprint(describeFailure(thrown), where).key;
}

describe("fingerprint()", () => {
  test("is the hash of a key that names its version", () => {
    const { id, key } = fingerprint(describeFailure(new Error("Order 17 is gone")), site);
    expect(key).toBe('["v1","Error","","Order <n> is gone","GET","/orders/:id"]');
    expect(id).toBe(hashText(key));
  });

  test("stays what it is: groups of earlier releases are found by it", () => {
    expect(fingerprint(describeFailure(new Error("Order 17 is gone")), site).id).toBe(
      "6e828c4abe28c69e",
    );
  });

  test("keeps routes and methods apart, also with equal messages", () => {
    const keys = [
      keyOf(new Error("Not found")),
      keyOf(new Error("Not found"), { ...site, route: "/users/:id" }),
      keyOf(new Error("Not found"), { ...site, method: "DELETE" }),
      keyOf(new TypeError("Not found")),
      keyOf("Not found"),
      keyOf(new HTTPException(404, { message: "Not found" })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("goes by the code of an AppError, and not by what it says", () => {
    const [one, other] = ["Order 17 is gone", "No such thing"].map((detail) =>
      keyOf(errors.ORDER_NOT_FOUND({ detail })),
    );
    expect(one).toBe(other);
    expect(one).not.toBe(keyOf(errors.CHARGE_FAILED()));
  });

  test("goes by the root of the causes", () => {
    const keys = ["The card has expired", "The bank is closed"].map((message) =>
      keyOf(
        new Error("Cannot charge", { cause: new Error("step 2", { cause: new Error(message) }) }),
      ),
    );
    expect(new Set(keys).size).toBe(2);
    expect(keyOf(errors.CHARGE_FAILED({ cause: new Error("a") }))).not.toBe(
      keyOf(errors.CHARGE_FAILED({ cause: new Error("b") })),
    );
  });

  test("goes by the first of several errors", () => {
    expect(keyOf(new AggregateError([new Error("a"), new Error("b")]))).toBe(
      keyOf(new AggregateError([new Error("a"), new Error("c")], "All promises were rejected")),
    );
  });

  test("is the same for a failed connection, whatever a runtime says of it", () => {
    const keys = [
      new TypeError("fetch failed", {
        cause: Object.assign(new Error("a"), { code: "ENOTFOUND" }),
      }),
      new TypeError("fetch failed", {
        cause: new Error("error sending request for url (http://a/)"),
      }),
      Object.assign(new TypeError("getaddrinfo ENOTFOUND a"), { code: "ENOTFOUND" }),
      new Error("Network connection lost."),
    ].map((error) => keyOf(error));
    expect(new Set(keys).size).toBe(1);
  });

  test.for(["Payment2", "Payment_2", "_Payment", "Payment"])(
    "takes %s for the name that a bundler made of Payment",
    (name) => {
      expect(keyOf(Object.assign(new Error("no"), { name }))).toContain('"Payment"');
    },
  );

  test("is what it is told to be, on any route", () => {
    const keys = [
      keyOf(new Error("a"), { ...site, explicit: "bank" }),
      keyOf(new TypeError("b"), { route: "/", method: "PUT", explicit: "bank" }),
    ];
    expect(new Set(keys)).toEqual(new Set(['["v1","explicit","bank"]']));
    const own = Object.assign(new Error("c"), { fingerprint: "own" });
    expect(keyOf(own)).toBe('["v1","explicit","own"]');
    expect(keyOf(own, { ...site, explicit: "bank" })).toBe('["v1","explicit","bank"]');
  });

  test("gives a message for titles that holds no values", () => {
    expect(canonicalMessage(describeFailure(new Error("User a@b.example owes 17")))).toBe(
      "User <email> owes <n>",
    );
  });

  test("takes less than a millisecond, however hostile the message", () => {
    const attacks = [
      "a",
      "1 ",
      "'",
      "a@",
      "e.a.",
      " is not a function",
      "Cannot read properties of ",
    ];
    for (const name of ["Error", "TypeError"]) {
      for (const attack of attacks) {
        const failure = describeFailure(Object.assign(new Error(attack.repeat(10_000)), { name }));
        expect(
          fastestMs(1, () => fingerprint(failure, site)),
          attack,
        ).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe("hashText()", () => {
  test("tells texts apart that differ in little", () => {
    const hashes = new Set<string>();
    for (let index = 0; index < 100_000; index++)
      hashes.add(hashText(`["v1","Error","","${index}"]`));
    expect(hashes.size).toBe(100_000);
    expect(new Set(Array.from(hashes, (hash) => hash.slice(0, 8))).size).toBeGreaterThan(99_990);
    expect(new Set(Array.from(hashes, (hash) => hash.slice(8))).size).toBeGreaterThan(99_990);
  });

  test("changes half of the bits with any one character", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(), (text, at) => {
        const index = at % text.length;
        const other =
          text.slice(0, index) +
          String.fromCharCode(text.charCodeAt(index) ^ 1) +
          text.slice(index + 1);
        expect(differentBits(hashText(text), hashText(other))).toBeGreaterThan(8);
      }),
    );
  });

  test("is always 16 digits", () => {
    for (const text of ["", "a", "\uD800", "é".repeat(10_000)]) {
      expect(hashText(text)).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});

function differentBits(one: string, other: string): number {
  const bits = (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2);
  return bits.replaceAll("0", "").length;
}
