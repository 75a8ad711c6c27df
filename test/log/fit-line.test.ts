import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitLine } from "../../src/log/fit-line.ts";
import { createFormat } from "../../src/log/log-format.ts";
import { effort } from "../fakes/effort.ts";
import { anyText } from "../fakes/any-text.ts";
import { correlation, recordOf } from "./records.ts";
import { parseLine, type Line } from "./listening.ts";

const jsonFormats = ["otel", "ecs", "pino"] as const;
const smallest = 1_024;

describe("fitLine()", () => {
  test("leaves a line that fits as it is", () => {
    const record = recordOf({}, { a: "x".repeat(100) });
    expect(fitLine(record, createFormat("otel"), smallest)).toBe(createFormat("otel")(record));
  });

  test("keeps any record within any budget, as valid JSON that says what was cut", () => {
    const long = fc
      .tuple(anyText(), fc.nat(4_000))
      .map(([text, times]) => text.repeat(times % 400));
    const values = fc.oneof(long, fc.jsonValue(), fc.array(long, { maxLength: 3 }));
    const fields = fc.dictionary(fc.oneof(fc.string(), long), values, { maxKeys: 20 });
    fc.assert(
      fc.property(
        long,
        long,
        fields,
        fc.integer({ min: smallest, max: 20_000 }),
        fc.constantFrom(...jsonFormats),
        (message, logger, given, budget, name) => {
          const format = createFormat(name);
          const record = recordOf(
            {
              message,
              logger,
              correlation,
              resource: { service: logger, release: message, environment: logger },
            },
            given,
          );
          const line = fitLine(record, format, budget);
          expect(line.length).toBeLessThanOrEqual(budget);
          const parsed = parseLine(line);
          if (line !== format(record)) expect(parsed).toHaveProperty(["log.truncated"]);
        },
      ),
      { numRuns: effort(300, 10_000) },
    );
  });

  test("cuts the longest text first and tells how long it was", () => {
    const line = fit({ short: "a".repeat(200), long: "b".repeat(50_000), list: [1, 2] }, 15_000);
    expect(line).toMatchObject({ short: "a".repeat(200), list: [1, 2], message: "hi" });
    expect(String(line["long"])).toMatch(/^b{10000,}…$/);
    expect(line["log.truncated"]).toEqual({ long: 50_006 });
  });

  test("replaces lists and objects as a whole", () => {
    const line = fit({ list: Array.from({ length: 5_000 }, () => "item"), kept: 1 }, 15_000);
    expect(line).toMatchObject({ list: "[truncated]", kept: 1 });
    expect(line["log.truncated"]).toEqual({ list: 35_005 });
  });

  test("cuts several, and the message where it is the longest", () => {
    const text = "x".repeat(20_000);
    const parsed = parseLine(
      fitLine(
        recordOf({ message: "m".repeat(30_000) }, { a: text, b: text }),
        createFormat("otel"),
        15_000,
      ),
    );
    expect(String(parsed["message"])).toMatch(/^m{64,}…$/);
    expect(parsed["log.truncated"]).toEqual({ message: 30_000, a: 20_003, b: 20_003 });
  });

  test("keeps the beginning of texts that JSON makes longer", () => {
    const line = fit({ text: "\u0000\n\u2028".repeat(5_000), kept: "k" }, 15_000);
    expect(String(line["text"]).length).toBeGreaterThan(1_500);
    expect(line["kept"]).toBe("k");
  });

  test("drops the last of many small fields and tells how many", () => {
    const many = Object.fromEntries(
      Array.from({ length: 190 }, (_, index) => [`name${index}`, "v".repeat(150)]),
    );
    const line = fit(many, 15_000);
    const { fields } = line["log.truncated"] as { fields: number };
    expect(line["name0"]).toBe("v".repeat(150));
    expect(line).not.toHaveProperty("name189");
    const kept = Object.keys(line).filter((name) => name.startsWith("name")).length;
    expect(fields).toBe(190 - kept);
    expect(kept).toBeGreaterThan(60);
  });

  test("keeps a request's status and error when details are long", () => {
    const line = fit(
      { "http.response.status_code": 500, text: "x".repeat(40_000), "exception.message": "no" },
      2_000,
    );
    expect(line).toMatchObject({ "http.response.status_code": 500, "exception.message": "no" });
  });
});

function fit(fields: Readonly<Record<string, unknown>>, budget: number): Line {
  const line = fitLine(recordOf({ correlation }, fields), createFormat("otel"), budget);
  expect(line.length).toBeLessThanOrEqual(budget);
  return parseLine(line);
}
