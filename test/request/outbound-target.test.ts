import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMethod, TargetReader } from "../../src/request/outbound-target.ts";

const pieces = fc.constantFrom(
  ..."http:// https:// HTTP:// http: // / /// \\ @ : :80 :443 :8080 ? # . .. /. %2e a.com B.com u:p@ [::1] 127.1 ä xn--a \t ws://".split(
    " ",
  ),
);
const urls = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.array(pieces, { maxLength: 6 }).map((parts) => `https://${parts.join("")}`),
);

describe("TargetReader", () => {
  test("reads the host and port that fetch() will call, whatever the URL", () => {
    const reader = new TargetReader();
    const property = fc.property(urls, (text) => {
      const url = URL.parse(text);
      const isHttp = url !== null && /^https?:$/.test(url.protocol);
      const target = reader.read(text);
      expect([target?.hostname, target?.port]).toEqual(
        isHttp ? [url.hostname, url.port] : [undefined, undefined],
      );
      expect(reader.read(text)).toEqual(target);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test.for([
    ["https://a.example.com", "/"],
    ["https://a.example.com?x=/y", "/"],
    ["https://a.example.com?/y", "/"],
    ["https://a.example.com#/y", "/"],
    ["https://a.example.com\\b/c", "/b/c"],
    ["https://a.example.com/b/c?x=1#y", "/b/c"],
    ["https://a.example.com/b/../c", "/c"],
  ] as const)("reads the path of %s", ([text, path]) => {
    const reader = new TargetReader();
    expect(reader.read(text)?.path).toBe(path);
    expect(reader.read(new URL(text))?.path).toBe(path);
    expect(reader.read(new Request(text))?.path).toBe(path);
  });
});

test("readMethod() tells what will be sent", () => {
  const put = new Request("https://a.example.com", { method: "PUT" });
  expect(readMethod("https://a.example.com", undefined)).toBe("GET");
  expect(readMethod(put, undefined)).toBe("PUT");
  expect(readMethod(put, { method: "post" })).toBe("POST");
});
