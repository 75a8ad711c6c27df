import { describe, expect, test } from "vitest";
import { methodLabel } from "../../src/request/method.ts";

describe("methodLabel()", () => {
  test.for([
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "CONNECT",
    "TRACE",
    "QUERY",
  ])("keeps %s", (method) => {
    expect(methodLabel(method)).toBe(method);
  });

  test.for(["get", "Patch", "PROPFIND", "FOO", "", "GET ", "__proto__", "constructor", "G\u0000T"])(
    "makes _OTHER of %j",
    (method) => {
      expect(methodLabel(method)).toBe("_OTHER");
    },
  );
});
