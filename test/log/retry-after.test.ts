import { describe, expect, test } from "vitest";
import { parseRetryAfterMs } from "../../src/log/retry-after.ts";

const nowMs = Date.UTC(2026, 10, 23, 10, 0, 0);

describe("parseRetryAfterMs()", () => {
  test.for([
    ["0", 0],
    ["120", 120_000],
    [" 2 ", 2_000],
    ["1.5", 1_500],
    ["Mon, 23 Nov 2026 10:01:30 GMT", 90_000],
    ["Mon, 23 Nov 2026 09:00:00 GMT", 0],
  ] as const)("reads %j as %d ms", ([header, expected]) => {
    expect(parseRetryAfterMs(header, nowMs)).toBe(expected);
  });

  test.for([null, "", " ", "-1", "soon", "2026-11-23", "1e3", "Mon, 99 Foo 2026 GMT", "NaN"])(
    "refuses %j",
    (header) => {
      expect(parseRetryAfterMs(header, nowMs)).toBeUndefined();
    },
  );
});
