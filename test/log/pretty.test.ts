import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFormat } from "../../src/log/log-format.ts";
import { anyText } from "../fakes/any-text.ts";
import { ownEscapes } from "./listening.ts";
import { correlation, recordOf } from "./records.ts";

const format = createFormat("pretty");

describe("the format pretty", () => {
  test("tells time, level, message, request and fields in one line", () => {
    const line = format(
      recordOf({ correlation, level: "warn", message: "careful" }, { a: 1, b: "c d", list: [1] }),
    );
    expect(line.replaceAll(ownEscapes, "")).toBe(
      "03:40:03.760 WARN  careful req-1 a=1 b=c d list=[1]",
    );
  });

  test("shows a stack on lines of its own", () => {
    const line = format(recordOf({}, { "exception.stacktrace": "Error: no\n    at a" }));
    expect(line.replaceAll(ownEscapes, "")).toMatch(
      /^03:40:03\.760 INFO  hi\s*\nError: no\n    at a$/,
    );
  });

  test("drives no terminal, whatever it is told", () => {
    fc.assert(
      fc.property(anyText(), anyText(), anyText(), anyText(), (message, name, value, stack) => {
        const line = format(
          recordOf(
            { message },
            { [`x${name}`]: value, list: [value], "exception.stacktrace": stack },
          ),
        );
        const [first = "", ...rest] = line.replaceAll(ownEscapes, "").split("\n");
        expect([first, ...rest].join("")).not.toMatch(
          /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u,
        );
        expect(rest.length).toBe(stack.split("\n").length);
      }),
      { numRuns: 500 },
    );
  });

  test.for([Number.NaN, Infinity, -1, 8.64e15 + 1])("survives a clock that says %d", (timeMs) => {
    for (const name of ["otel", "ecs", "pino", "pretty"] as const) {
      expect(() => createFormat(name)(recordOf({ timeMs }))).not.toThrow();
    }
  });
});
