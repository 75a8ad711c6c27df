import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QueryError } from "../../src/query/query-error.ts";
import { parseStep, parseTime } from "../../src/query/time.ts";
import { anyText } from "../fakes/any-text.ts";

const nowMs = Date.UTC(2026, 10, 23, 10);

describe("parseTime()", () => {
  test.for([
    ["now", nowMs],
    ["-10s", nowMs - 10_000],
    ["-5m", nowMs - 300_000],
    ["-24h", nowMs - 86_400_000],
    ["-7d", nowMs - 7 * 86_400_000],
    ["-2w", nowMs - 14 * 86_400_000],
    ["-0s", nowMs],
    ["-999999w", 0],
    ["now/1d", Date.UTC(2026, 10, 23)],
    ["-1d/1d", Date.UTC(2026, 10, 22)],
    ["-61s/1m", nowMs - 120_000],
    ["-61s/10s", nowMs - 70_000],
    ["-1h/10m", nowMs - 3_600_000],
    ["-999999w/1h", 0],
    ["2026-11-23", Date.UTC(2026, 10, 23)],
    ["2026-11-23T10:00:00Z", nowMs],
    ["2026-11-23T10:00:00.123Z", nowMs + 123],
    ["2026-11-23T11:00:00+01:00", nowMs],
    ["2026-11-23T10:00Z", nowMs],
    ["1960-01-01T00:00:00Z", 0],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ] as const)("reads %s", ([text, timeMs]) => {
    expect(parseTime("from", text, nowMs)).toBe(timeMs);
  });

  test.for([
    "",
    " ",
    "yesterday",
    "NOW",
    "24h",
    "+24h",
    "-24",
    "-24y",
    "-1.5h",
    "--24h",
    "-1000000s",
    "now/",
    "-24h/",
    "-24h/h",
    "-24h/2h",
    "-24h/1d/1d",
    "-24h/__proto__",
    "/1d",
    "2026-11-23/1d",
    "1795428000000",
    "2026",
    "2026-11",
    "23.11.2026",
    "2026-13-01",
    "2026-11-32",
    "2026-02-30",
    "2023-02-29T00:00:00Z",
    "2026-11-23T25:00:00Z",
    "2026-11-23T10:00:00 Z",
    "2026-11-23 (noon)",
    "2026-11-23 10:00",
    "2026-11-23T10:00:00Zzz",
    `2026-11-23T10:00:00.${"0".repeat(50)}Z`,
  ])("refuses %j", (text) => {
    expect(() => parseTime("from", text, nowMs)).toThrow(QueryError);
  });

  test("names the parameter at fault", () => {
    expect(() => parseTime("to", "soon", nowMs)).toThrow(
      expect.objectContaining({
        parameter: "to",
        message: expect.stringMatching(/^Cannot read to: /),
      }),
    );
  });

  test("reads back any time as ISO 8601", () => {
    const dates = fc.date({
      min: new Date(0),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTime("from", date.toISOString(), nowMs)).toBe(date.getTime());
      }),
    );
  });

  test("gives a time or a QueryError for any text, and nothing else", () => {
    const pieces = fc.constantFrom(
      "-",
      "2026-11-23",
      "T",
      "10:00",
      "Z",
      "24",
      "h",
      "now",
      "/",
      "1d",
      "+01:00",
      ".5",
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 6 }).map((chosen) => chosen.join("")),
      anyText(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(parseTime("from", text, nowMs)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      }),
    );
  });
});

describe("parseStep()", () => {
  test.for([
    ["10s", 10_000],
    ["1m", 60_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["1d", 86_400_000],
  ] as const)("reads %s", ([text, stepMs]) => {
    expect(parseStep(text)).toEqual({ text, ms: stepMs });
  });

  test.for(["", "10", "1s", "10S", "5m", "1w", "60s", "__proto__", "toString", " 1m"])(
    "refuses %j",
    (text) => {
      expect(() => parseStep(text)).toThrow(expect.objectContaining({ parameter: "step" }));
    },
  );
});
