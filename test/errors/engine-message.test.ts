import { describe, expect, test } from "vitest";
import { toEngineMessage } from "../../src/errors/engine-message.ts";

/** What is not there, whatever the compiler believes. */
interface Nothing {
  readonly missing: Nothing;
  readonly deep: Nothing;
  readonly Nope: new () => Nothing;
  nope(): Nothing;
  set: unknown;
}

const empty: Nothing = JSON.parse("{}");
const none: Nothing & Iterable<number> & (() => void) = JSON.parse("null");
const noNumbers: number[] = [];
const cycle: Record<string, unknown> = {};
cycle["cycle"] = cycle;

/** Mistakes that are really made here, and what they are called on every runtime. */
const mistakes: readonly (readonly [canonical: string, mistake: () => unknown])[] = [
  ["nullish: deep", () => empty.missing.deep],
  ["nullish: nope", () => empty.missing.nope()],
  ["nullish: missing", () => none.missing],
  [
    "nullish: set",
    () => {
      empty.missing.set = 1;
    },
  ],
  [
    "nullish: deep",
    () => {
      const { deep } = empty.missing;
      return deep;
    },
  ],
  ["no function: nope", () => empty.nope()],
  ["no constructor: Nope", () => new empty.Nope()],
  ["undefined variable: nowhere", () => Reflect.get(globalThis, "nowhere") ?? nowhere],
  ["not iterable", () => Array.of(...none)],
  [
    "not iterable",
    () => {
      const [first] = none;
      return first;
    },
  ],
  ["invalid JSON", () => JSON.parse("{bad")],
  ["invalid JSON", () => JSON.parse("")],
  ["invalid JSON", () => JSON.parse("undefined")],
  ["invalid JSON", () => JSON.parse('{"a":1} b')],
  ["invalid JSON", () => JSON.parse("[1,]")],
  ["cyclic JSON", () => JSON.stringify(cycle)],
  ["BigInt in JSON", () => JSON.stringify(1n)],
  ["BigInt mixed", () => 1n + JSON.parse("1")],
  ["invalid BigInt", () => BigInt("x")],
  ["invalid array length", () => Reflect.construct(Array, [-1])],
  ["invalid count", () => "a".repeat(-1)],
  ["invalid date", () => new Date(Number.NaN).toISOString()],
  ["stack overflow", overflow],
  ["out of range: toFixed", () => (1).toFixed(Number("200"))],
  ["invalid URL", () => new URL("nope")],
  ["invalid URL", () => new Request("//nope:x")],
  ["invalid URI", () => decodeURIComponent("%")],
  ["read-only", () => Object.assign(Object.freeze({ a: 1 }), { a: 2 })],
  ["not extensible", () => Object.assign(Object.preventExtensions({}), { a: 2 })],
  ["private member", () => Reader.read(noReader)],
  ["symbol as text", () => `a${JSON.parse("null") ?? Reflect.get(Symbol, "iterator")}`],
  ["reduce of nothing", () => noNumbers.reduce((sum, number) => sum + number)],
  ["invalid expression", () => Reflect.construct(RegExp, ["("])],
];

const noReader: Reader = JSON.parse("{}");

declare const nowhere: unknown;

class Reader {
  readonly #value = 1;

  static read(reader: Reader): number {
    return reader.#value;
  }
}

describe("toEngineMessage()", () => {
  test.for(mistakes)("calls a mistake of this engine %j", ([canonical, mistake]) => {
    const { name, message } = thrownBy(mistake);
    expect(toEngineMessage(name, message), message).toBe(canonical);
  });

  test("calls a body that is read twice so", async () => {
    const response = new Response("a");
    await response.text();
    const error: unknown = await response.text().catch((reason: unknown) => reason);
    const message = error instanceof Error ? error.message : "";
    expect(toEngineMessage("TypeError", message), message).toBe("body used");
  });

  test.for([
    ["e is not a function", "no function"],
    ["e.nope is not a function. (In 'e.nope()', 'e.nope' is undefined)", "no function: nope"],
    ["(intermediate value).nope is not a function", "no function: nope"],
    ["t(...).then is not a function", "no function: then"],
    ["Cannot read properties of undefined (reading '0')", "nullish"],
    ["undefined is not an object (evaluating 'e.a[0]')", "nullish"],
    ["Cannot read properties of null (reading 'user-17')", "nullish"],
    ["undefined is not a constructor (evaluating 'new e')", "no constructor"],
  ] as const)(
    "leaves out of %j what minifiers rename, and what is a value",
    ([message, canonical]) => {
      expect(toEngineMessage("TypeError", message)).toBe(canonical);
    },
  );

  test("leaves alone what no engine says", () => {
    expect(toEngineMessage("TypeError", "Expected a customer")).toBeUndefined();
    expect(toEngineMessage("OrderError", "x is not a function")).toBeUndefined();
    expect(toEngineMessage("Error", "Invalid URL")).toBeUndefined();
  });
});

function overflow(): number {
  return overflow() + 1;
}

function thrownBy(mistake: () => unknown): Error {
  try {
    mistake();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("Cannot tell what was thrown: nothing was");
}
