import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { routeTemplate } from "../../src/request/route-template.ts";
import { anyText } from "../fakes/any-text.ts";

const maxLength = 8 * 41 + 2;

describe("routeTemplate()", () => {
  test.for([
    "/",
    "/orders",
    "/orders/",
    "/orders/search",
    "/v1",
    "/v2/orders",
    "/v12/orders",
    "/api/base64",
    "/api/sha256",
    "/api/sha1",
    "/api/md5",
    "/api/utf8",
    "/api/ipv6",
    "/oauth2/token",
    "/s3/upload",
    "/mp3",
    "/.well-known/security.txt",
    "/favicon.ico",
    "/static/main.css",
    "/Users/Me",
    "/a_b-c~d.e",
    "//",
    "/a//b",
  ])("keeps %s", (path) => {
    expect(routeTemplate(path)).toBe(path);
  });

  test.for([
    ["a number", "42"],
    ["a number with leading zeros", "00042"],
    ["a negative number", "-42"],
    ["a decimal number", "3.14"],
    ["a UUID", "7f3b1c9e-0a4d-4f6e-9b1a-2c3d4e5f6a7b"],
    ["an uppercase UUID", "7F3B1C9E-0A4D-4F6E-9B1A-2C3D4E5F6A7B"],
    ["eight digits of hex", "9f8b1c2d"],
    ["a hash", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["a ULID", "01ARZ3NDEKTSV4RRFFQ69G5FAV"],
    ["an ObjectId", "507f1f77bcf86cd799439011"],
    ["a nanoid", "V1StGXR8_Z5jdHi6B-myT"],
    ["a prefixed id", "ord_8f3k2j9d"],
    ["a date", "2026-11-23"],
    ["a time", "2026-11-23T10:00:00Z"],
    ["an e-mail address", "a@example.org"],
    ["something encoded", "caf%C3%A9"],
    ["an encoded slash", "a%2Fb"],
    ["an encoded NUL", "%00"],
    ["broken encoding", "%zz"],
    ["letters beyond ASCII", "größe"],
    ["a lone surrogate", "\ud800"],
    ["a long word", "a".repeat(41)],
  ] as const)("replaces %s", ([, segment]) => {
    expect(routeTemplate(`/orders/${segment}`)).toBe("/orders/:id");
    expect(routeTemplate(`/orders/${segment}/items`)).toBe("/orders/:id/items");
  });

  test("cuts what follows the eighth segment", () => {
    expect(routeTemplate("/a/b/c/d/e/f/g/h")).toBe("/a/b/c/d/e/f/g/h");
    expect(routeTemplate("/a/b/c/d/e/f/g/h/i")).toBe("/a/b/c/d/e/f/g/h/*");
    expect(routeTemplate(`/a/b/c/d/e/f/g/h${"/i".repeat(1_000)}`)).toBe("/a/b/c/d/e/f/g/h/*");
  });

  test("gives every number the same route", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (id) => {
        expect(routeTemplate(`/orders/${id}/items/${id}`)).toBe("/orders/:id/items/:id");
      }),
    );
  });

  test("is bounded, throws at nothing, and leaves its own result alone", () => {
    const segments = fc.oneof(
      anyText(60),
      fc.uuid(),
      fc.constantFrom("", ".", "..", "a", "%", "é"),
    );
    fc.assert(
      fc.property(fc.array(segments, { maxLength: 20 }), (chosen) => {
        const template = routeTemplate(`/${chosen.join("/")}`);
        expect(template.length).toBeLessThanOrEqual(maxLength);
        expect(template.split("/").length - 1).toBeLessThanOrEqual(9);
        expect(template.startsWith("/")).toBe(true);
        expect(routeTemplate(template)).toBe(template);
      }),
    );
  });

  test.for([
    ["one segment", `/${"a".repeat(1_000_000)}`, "/:id"],
    ["nothing but slashes", "/".repeat(1_000_000), `${"/".repeat(8)}/*`],
    ["a thousand times a thousand", `/${"a".repeat(999)}`.repeat(1_000), `${"/:id".repeat(8)}/*`],
  ] as const)("takes a path of a megabyte, %s, in linear time", ([, path, route]) => {
    const startMs = performance.now();
    for (let round = 0; round < 20; round++) routeTemplate(path);
    // Quadratic time would be minutes; the bound leaves room for a machine that is busy.
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect(routeTemplate(path)).toBe(route);
  });
});
