import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { urlPath } from "../../src/request/url-path.ts";

describe("urlPath()", () => {
  test.for([
    ["http://localhost/", "/"],
    ["http://localhost:8787/orders/42", "/orders/42"],
    ["https://example.org/a?b=/c", "/a"],
    ["https://example.org/?b", "/"],
    ["https://example.org/a#b", "/a"],
    ["https://example.org/a?b#c", "/a"],
    ["https://example.org/a#b?c", "/a"],
    ["https://example.org//a//b", "//a//b"],
    ["https://example.org/http://other/x", "/http://other/x"],
    ["http://[::1]:8787/a", "/a"],
    ["https://example.org/%2e%2e/%00", "/%2e%2e/%00"],
  ] as const)("finds the path of %s", ([url, path]) => {
    expect(urlPath(url)).toBe(path);
  });

  test("agrees with URL about every request", () => {
    const urls = fc.webUrl({
      withQueryParameters: true,
      withFragments: true,
      authoritySettings: { withPort: true },
    });
    fc.assert(
      fc.property(urls, (url) => {
        const request = new Request(url);
        expect(urlPath(request.url)).toBe(new URL(request.url).pathname);
      }),
      { numRuns: 500 },
    );
  });

  test("takes a path of a megabyte", () => {
    const path = `/${"a".repeat(1_000_000)}`;
    expect(urlPath(`http://localhost${path}?b`)).toBe(path);
  });
});
