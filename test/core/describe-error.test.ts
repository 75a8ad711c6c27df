import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeError } from "../../src/core/describe-error.ts";
import { failing } from "../fakes/failing.ts";

class NotFound extends Error {}

describe("describeError()", () => {
  test("tells name, message and stack of an Error", () => {
    const error = new TypeError("no");
    expect(describeError(error)).toEqual({ type: "TypeError", message: "no", stack: error.stack });
  });

  test("prefers the name that an Error gives itself", () => {
    expect(describeError(Object.assign(new Error("no"), { name: "OrderError" })).type).toBe(
      "OrderError",
    );
  });

  test("names a DOMException", () => {
    const { type, message } = describeError(new DOMException("too late", "TimeoutError"));
    expect([type, message]).toEqual(["TimeoutError", "too late"]);
  });

  test("names an Error by its class where its name is empty", () => {
    const error = Object.defineProperty(new NotFound("no"), "name", { value: "" });
    expect(describeError(error).type).toBe("NotFound");
  });

  test("bounds the type", () => {
    const error = Object.assign(new Error("no"), { name: "n".repeat(100_000) });
    expect(describeError(error).type.length).toBeLessThan(10_000);
  });

  test("bounds message and stack", () => {
    const error = new Error("m".repeat(100_000));
    error.stack = "s".repeat(100_000);
    const { message, stack } = describeError(error);
    expect(message).toHaveLength(4_097);
    expect(stack).toHaveLength(16_385);
    expect(describeError("x".repeat(100_000)).message).toHaveLength(4_097);
  });

  test("throws at nothing, and always has a type and a message", () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (thrown) => {
        const { type, message } = describeError(thrown);
        expect(typeof type).toBe("string");
        expect(type).not.toBe("");
        expect(typeof message).toBe("string");
      }),
    );
  });

  test.for(["name", "message", "stack", "constructor", "toString"])(
    "survives a getter of %s that throws",
    (property) => {
      const error = Object.defineProperty(new RangeError("no"), property, {
        get: failing(new Error("do not read")),
      });
      expect(describeError(error).type).toMatch(/Error$/);
    },
  );

  test("takes nothing for a name that is no string", () => {
    expect(describeError({ name: 42, message: {}, constructor: { name: 7 } })).toMatchObject({
      type: "Error",
    });
    const odd = Object.defineProperty(() => {}, "name", { value: { not: "a name" } });
    expect(typeof describeError({ constructor: odd }).type).toBe("string");
  });
});
