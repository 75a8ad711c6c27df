import { anything, assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { readFailure } from "../../src/page/read-failure.ts";

const sample = {
  errorId: "e1",
  timeMs: Date.UTC(2026, 10, 23, 9),
  title: "TypeError: nullish: total",
  mechanism: "handler",
  code: "INTERNAL",
  status: 500,
  requestId: "r1",
  traceId: "t1",
  method: "GET",
  path: "/orders/1",
  exceptions: [
    { type: "TypeError", message: "no total", stack: "    at a (x.ts:1:1)\n    at b (y.ts:2:2)" },
    { type: "Error", message: "cause" },
  ],
  breadcrumbs: [
    '{"timestamp":"2026-11-23T08:59:59.000Z","level":"info","message":"begin","logger":"app","order":7}',
    '{"timestamp":"2026-11-23T08:59:59.500Z","level":"in',
  ],
};

describe("readFailure()", () => {
  test("reads what this version keeps", () => {
    const failure = readFailure(sample);
    expect(failure?.time).toBe("2026-11-23T09:00:00.000Z");
    expect(failure?.exceptions).toEqual([
      { type: "TypeError", message: "no total", frames: ["at a (x.ts:1:1)", "at b (y.ts:2:2)"] },
      { type: "Error", message: "cause", frames: [] },
    ]);
    expect(failure?.breadcrumbs[0]).toEqual({
      time: "2026-11-23T08:59:59.000Z",
      level: "info",
      message: "begin",
      fields: '{"logger":"app","order":7}',
    });
    expect(failure?.facts.map(([name]) => name)).toEqual([
      "errorId",
      "requestId",
      "traceId",
      "method",
      "path",
      "status",
      "mechanism",
      "code",
    ]);
  });

  test("shows a record that was cut as the text that it is", () => {
    expect(readFailure(sample)?.breadcrumbs[1]).toEqual({
      time: "",
      level: "",
      message: '{"timestamp":"2026-11-23T08:59:59.500Z","level":"in',
      fields: "",
    });
  });

  test("shows facts that only another version knows", () => {
    expect(readFailure({ colo: "FRA", retries: [1, 2] })?.facts).toEqual([
      ["colo", "FRA"],
      ["retries", "[1,2]"],
    ]);
  });

  test.each([undefined, null, "text", 7, []])("finds none in %j", (value) => {
    expect(readFailure(value)).toBeUndefined();
  });

  test("makes texts of whatever JSON holds", () => {
    const samples = property(anything(), anything(), (one, other) => {
      const json: unknown = JSON.parse(
        JSON.stringify({
          timeMs: one,
          exceptions: [one, { type: other, stack: one }],
          children: one,
          breadcrumbs: [other],
          fact: other,
        }) ?? "{}",
      );
      const failure = readFailure(json);
      for (const { type, message } of failure?.exceptions ?? []) {
        expect([typeof type, typeof message]).toEqual(["string", "string"]);
      }
      for (const [, text] of failure?.facts ?? []) expect(typeof text).toBe("string");
    });
    assert(samples);
  });

  test("is bounded, whatever a sample holds", () => {
    const many = Array.from({ length: 10_000 }, () => "x");
    const failure = readFailure({
      exceptions: many,
      breadcrumbs: many,
      ...Object.fromEntries(many.entries()),
    });
    expect(failure?.exceptions.length).toBeLessThanOrEqual(50);
    expect(failure?.breadcrumbs.length).toBeLessThanOrEqual(50);
    expect(failure?.facts.length).toBeLessThanOrEqual(50);
  });
});
