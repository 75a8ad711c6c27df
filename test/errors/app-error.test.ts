import { describe, expect, expectTypeOf, test } from "vitest";
import { AppError, defineErrors } from "../../src/errors/app-error.ts";
import { isAppError, readAppError } from "../../src/errors/app-error-facts.ts";

const errors = defineErrors({
  ORDER_NOT_FOUND: { status: 404, title: "Order not found", message: { en: "No such order." } },
  BANK_IS_DOWN: { status: 503, title: "Bank is down", expected: true, category: "upstream" },
});

describe("defineErrors()", () => {
  test("makes errors to throw, with their code, status, cause and data", () => {
    const cause = new Error("no row");
    const error = errors.ORDER_NOT_FOUND({
      cause,
      detail: "Order 17 is gone",
      data: { order: 17 },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "AppError",
      message: "Order 17 is gone",
      code: "ORDER_NOT_FOUND",
      status: 404,
      data: { order: 17 },
      cause,
    });
    expect(error.stack).toContain("Order 17 is gone");
  });

  test("gives each maker the type of its own code", () => {
    expectTypeOf(errors.ORDER_NOT_FOUND().code).toEqualTypeOf<"ORDER_NOT_FOUND">();
    // @ts-expect-error the catalogue has no such code
    expect(errors.ORDER_LOST).toBeUndefined();
  });

  test("says the title where an occurrence says nothing", () => {
    expect(errors.ORDER_NOT_FOUND().message).toBe("Order not found");
    expect("cause" in errors.ORDER_NOT_FOUND()).toBe(false);
  });

  test.for([200, 399, 600, 404.5, Number.NaN])("refuses %d as the status of an error", (status) => {
    expect(() => defineErrors({ WRONG: { status, title: "Wrong" } })).toThrow(
      `Cannot define WRONG: its status is ${status}; use one from 400 to 599`,
    );
  });

  test("takes codes that objects have names for", () => {
    const odd = defineErrors({ constructor: { status: 400, title: "Odd" } });
    expect(odd.constructor().code).toBe("constructor");
  });
});

describe("an AppError", () => {
  test("keeps the catalogue out of logs", () => {
    expect(Object.keys(errors.ORDER_NOT_FOUND())).not.toContain("definition");
    expect(JSON.stringify(errors.ORDER_NOT_FOUND())).not.toContain("No such order");
  });

  test("is recognised when another copy of the package made it", () => {
    const foreign = Object.assign(Object.create(null), {
      code: "ORDER_NOT_FOUND",
      status: 404,
      definition: { title: "Order not found" },
      [Symbol.for("edgewatch.AppError")]: true,
    });
    expect(isAppError(foreign)).toBe(true);
    expect(readAppError(foreign)).toMatchObject({ code: "ORDER_NOT_FOUND", status: 404 });
  });

  test("is recognised through a Proxy", () => {
    expect(readAppError(new Proxy(errors.BANK_IS_DOWN(), {}))).toMatchObject({
      code: "BANK_IS_DOWN",
      isExpected: true,
      category: "upstream",
    });
  });

  test.for([
    new Error("no"),
    { code: "A", status: 404 },
    { [Symbol.for("edgewatch.AppError")]: true, code: "A", status: 200 },
    { [Symbol.for("edgewatch.AppError")]: true, status: 404 },
    null,
    "AppError",
  ])("is not read from %j", (value) => {
    expect(readAppError(value)).toBeUndefined();
  });

  test("can be made without a catalogue", () => {
    const error = new AppError("TEAPOT", { status: 418, title: "I am a teapot" });
    expect(readAppError(error)).toMatchObject({ code: "TEAPOT", title: "I am a teapot" });
  });
});
