import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Logger, LogDetails } from "../../src/core/logger.ts";
import { createRedaction } from "../../src/log/redaction.ts";
import { Serializer } from "../../src/log/serializer.ts";
import { effort } from "../fakes/effort.ts";
import { anything, hostile, oddTexts } from "./anything.ts";
import { forget, formats, listen, ownEscapes, parseLine, type Listening } from "./listening.ts";

const numRuns = effort(300, 20_000);

describe("any value makes exactly one line of valid JSON", () => {
  const listening = listen({ level: "trace" });
  const { log } = listening.watch;

  test("as a field", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), anything(), (name, { make }) => {
        const value = make();
        expectOneLine(listening, () => log.info("hi", { kept: 1, [name]: value, nested: [value] }));
      }),
      { numRuns },
    );
  });

  test("as details", () => {
    fc.assert(
      fc.property(anything(), ({ make }) => {
        const value = make();
        expectOneLine(listening, () => say(log, "hi", value));
        expectOneLine(listening, () => say(log, "hi", () => value));
      }),
      { numRuns },
    );
  });

  test("as a binding", () => {
    fc.assert(
      fc.property(anything(), anything(), (one, { make }) => {
        const value = one.make();
        const other = make();
        expectOneLine(listening, () =>
          log.child({ value, a: 1 }).info("hi", { value: other, b: 2 }),
        );
        expectOneLine(listening, () => bind(log, value).info("hi", { b: 2 }));
      }),
      { numRuns },
    );
  });

  test("as a message", () => {
    fc.assert(
      fc.property(anything(), ({ make }) => {
        expectOneLine(listening, () => say(log, make(), undefined));
      }),
      { numRuns },
    );
  });

  test("as the name of a logger", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expectOneLine(listening, () => log.child({}, name).info("hi"));
      }),
      { numRuns },
    );
  });

  test("as what was added to a request's line, or thrown", async () => {
    await fc.assert(
      fc.asyncProperty(anything(), fc.boolean(), async ({ make }, isThrown) => {
        const value = make();
        forget(listening);
        const app = listening.watch.handler({
          fetch: () => {
            log.set({ value, kept: 1 });
            if (isThrown) throw value;
            return new Response("ok");
          },
        });
        await Promise.resolve()
          .then(() => app.fetch(new Request("http://localhost/")))
          .catch(() => {});
        expectLines(listening);
      }),
      { numRuns: effort(100, 5_000) },
    );
  });

  test.for(hostile.map((make) => [String(make).slice(0, 80), make] as const))("%s", ([, make]) => {
    expectOneLine(listening, () => log.info("hi", { kept: 1, bad: make("value") }));
    expect(parseLine(listening.lines.otel[0])).toMatchObject({ message: "hi", kept: 1 });
  });

  test.for(oddTexts)("%j everywhere, and gets back what was said", (text) => {
    expectOneLine(listening, () =>
      log.child({ bound: text }).info(text, { text, [`x${text}`]: [text] }),
    );
    const expected = text.toWellFormed() === text ? text : expect.any(String);
    expect(parseLine(listening.lines.otel[0])).toMatchObject({
      message: expected,
      bound: expected,
      text: expected,
    });
  });

  test("of a length beyond all measure, cut", () => {
    const long = "x".repeat(effort(5, 100) * 1_000_000);
    const sparse = Object.assign([1], { length: 100_000_000 });
    const startMs = performance.now();
    expectOneLine(listening, () => log.info(long, { long, list: [long], sparse, password: long }));
    expect(performance.now() - startMs).toBeLessThan(1_000);
    for (const format of ["otel", "ecs", "pino"] as const) {
      expect(listening.lines[format][0]?.length).toBeLessThanOrEqual(15_000);
    }
  });
});

describe("logging", () => {
  const serializer = new Serializer(createRedaction({ paths: ["a.*.b"], scan: ["email"] }));

  test("mutates nothing, not even what is not frozen", () => {
    const data = fc.dictionary(
      fc.string(),
      fc.anything({
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withSparseArray: true,
      }),
    );
    fc.assert(
      fc.property(data, (fields) => {
        const given = { ...fields, password: { a: 1 }, text: "token=abc", list: [{ secret: 1 }] };
        const copy = structuredClone(given);
        serializer.fields(given);
        expect(given).toEqual(copy);
      }),
      { numRuns },
    );
  });

  test("takes what is frozen through and through", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const given = deepFreeze({ ...fields, password: "a", a: [{ b: 1 }], message: "taken" });
        expect(() => serializer.fields(given)).not.toThrow();
      }),
      { numRuns },
    );
  });

  test("never reaches the prototype of objects", () => {
    const listening = listen();
    const attack: Record<string, unknown> = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1,"password":"x"}}}',
    );
    listening.watch.log.child(attack).child(attack, "b").info("hi", attack);
    listening.watch.log.set(attack);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    for (const format of ["otel", "ecs", "pino"] as const) {
      expect(listening.lines[format][0]).toContain('"__proto__":{"polluted":1}');
      expect(listening.lines[format][0]).toContain('"password":"[REDACTED]"');
    }
  });

  test("frees nothing of one record into the next", () => {
    const bad = hostile.map((make) => make("value"));
    for (const value of bad) serializer.fields({ value });
    expect(serializer.fields({ a: { b: [1, { c: 2 }] } })).toBe('"a":{"b":[1,{"c":2}]}');
  });
});

/** As JavaScript without types would call it. */
function say(log: Logger, message: unknown, details: unknown): void {
  log.info(message as string, details as LogDetails);
}

function bind(log: Logger, bindings: unknown): Logger {
  return log.child(bindings as Record<string, unknown>);
}

function expectOneLine(listening: Listening, work: () => void): void {
  forget(listening);
  expect(work).not.toThrow();
  expect(listening.records).toHaveLength(1);
  expectLines(listening);
}

function expectLines({ lines, written }: Listening): void {
  expect(written).toEqual([]);
  for (const format of formats) {
    for (const line of lines[format]) {
      if (format === "pretty")
        expect(line.replaceAll(ownEscapes, "").replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      else {
        expect(line).not.toMatch(/[\u0085\u009B\u009D\u2028\u2029\u202E]/);
        expect(line.split(/\r|\n/)).toHaveLength(1);
        expect(parseLine(line)).toBeTypeOf("object");
      }
    }
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
