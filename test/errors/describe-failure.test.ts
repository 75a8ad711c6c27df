import * as fc from "fast-check";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { cleanStack } from "../../src/errors/clean-stack.ts";
import { classify } from "../../src/errors/classify.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { fingerprint } from "../../src/errors/fingerprint.ts";
import { failing } from "../fakes/failing.ts";
import { anything } from "../log/anything.ts";

function work(): void {}

class OrderError extends Error {}

describe("describeFailure()", () => {
  test("tells type, message, code and stack of an Error", () => {
    const error = Object.assign(new TypeError("no"), { code: "ERR_X" });
    const failure = describeFailure(error);
    expect(failure).toMatchObject({ type: "TypeError", message: "no", code: "ERR_X", causes: [] });
    expect(failure.stack).toContain("describe-failure.test");
  });

  test("names an Error by its class where its name says nothing", () => {
    expect(describeFailure(new OrderError("no")).type).toBe("OrderError");
    const t = class extends Error {};
    Object.defineProperty(t, "name", { value: "t" });
    expect(describeFailure(new t("minified")).type).toBe("Error");
    expect(describeFailure(new HTTPException(404)).type).toBe("HTTPException");
  });

  test.for([
    ["a text", "boom", "string", "boom"],
    ["nothing", undefined, "undefined", "undefined"],
    ["null", null, "null", "null"],
    ["a number", 42, "number", "42"],
    ["a BigInt", 42n, "bigint", "42"],
    ["a symbol", Symbol("boom"), "symbol", "Symbol(boom)"],
    ["a function", work, "function", "[function work]"],
    ["a promise", Promise.resolve(), "Promise", "[object Promise]"],
    ["an object", { reason: "x", at: 1 }, "Object", "[object with at, reason]"],
    ["an empty object", {}, "Object", "[object with no keys]"],
    ["a bare object", Object.create(null), "Error", "[unprintable]"],
    ["an object with a message", { message: "boom" }, "Object", "boom"],
  ] as const)("tells of %s", ([, thrown, type, message]) => {
    expect(describeFailure(thrown)).toMatchObject({ type, message });
  });

  test("tells of a Response with its status", () => {
    const { type, signs } = describeFailure(new Response("no", { status: 404 }));
    expect([type, signs.status]).toEqual(["Response", 404]);
  });

  test("tells of a DOMException, which has no stack on Bun and a number for a code", () => {
    expect(describeFailure(new DOMException("late", "TimeoutError"))).toMatchObject({
      type: "TimeoutError",
      message: "late",
      code: undefined,
    });
  });

  test("tells of frozen errors and of Proxies", () => {
    expect(describeFailure(Object.freeze(new Error("cold"))).message).toBe("cold");
    expect(describeFailure(new Proxy(new RangeError("far"), {})).type).toBe("RangeError");
  });

  test("follows the causes, but no more than five", () => {
    let error = new Error("0");
    for (let depth = 1; depth <= 1_000; depth++) error = new Error(`${depth}`, { cause: error });
    const { message, causes } = describeFailure(error);
    expect([message, ...causes.map((cause) => cause.message)]).toEqual([
      "1000",
      "999",
      "998",
      "997",
      "996",
      "995",
    ]);
  });

  test("follows no cause twice", () => {
    const self = new Error("self");
    self.cause = self;
    expect(describeFailure(self).causes).toEqual([]);
    const one = new Error("one");
    const other = new Error("other", { cause: one });
    one.cause = other;
    expect(describeFailure(one).causes.map(({ message }) => message)).toEqual(["other"]);
  });

  test("tells the first ten of an AggregateError with 10,000", () => {
    const children = Array.from({ length: 10_000 }, (_, index) => new Error(`${index}`));
    const failure = describeFailure(new AggregateError(children, "many"));
    expect(failure.childCount).toBe(10_000);
    expect(failure.children.map(({ message }) => message)).toEqual(Array.from("0123456789"));
  });

  test("finds the errors of an AggregateError among the causes", () => {
    const cause = new AggregateError([new Error("a"), "b"], "both");
    const { children } = describeFailure(new Error("outer", { cause }));
    expect(children.map(({ type, message }) => [type, message])).toEqual([
      ["Error", "a"],
      ["string", "b"],
    ]);
  });

  test("bounds a message of 10 MB and keeps the frames below it", () => {
    const failure = describeFailure(new Error("m".repeat(10_000_000)));
    expect(failure.message).toHaveLength(1_024);
    expect(failure.stack?.length).toBeLessThan(30_000);
    expect(cleanStack(failure.stack ?? "").length).toBeGreaterThan(0);
  });

  test("bounds a stack of one line of 1 MB, and one of 1,000 lines", () => {
    const error = new Error("no");
    error.stack = "s".repeat(1_000_000);
    expect(describeFailure(error).stack).toBeUndefined();
    error.stack = `Error: no\n${"    at f (file:///a.js:1:2)\n".repeat(1_000)}`;
    expect(cleanStack(describeFailure(error).stack ?? "")).toHaveLength(50);
  });

  test("takes no line of the message for a frame", () => {
    const error = new Error("first\n    at forged (file:///etc/passwd:1:1)");
    const { stack = "" } = describeFailure(error);
    expect(stack).toContain("describe-failure.test");
    expect(stack).not.toContain("forged");
  });

  test("makes texts well-formed", () => {
    const failure = describeFailure(new Error(`${"a".repeat(1_022)}\u{1F600}b\uD800`));
    expect(failure.message.isWellFormed()).toBe(true);
    expect(failure.stack?.isWellFormed()).not.toBe(false);
  });

  test.for(["name", "message", "stack", "cause", "code", "errors", "constructor", "status"])(
    "survives a getter of %s that throws",
    (property) => {
      const error = Object.defineProperty(new RangeError("no"), property, {
        get: failing(new Error("do not read")),
      });
      expect(describeFailure(error).type).toMatch(/Error$/);
    },
  );

  test("survives whatever can be thrown, and so does all that reads what it says", () => {
    fc.assert(
      fc.property(anything(), ({ make }) => {
        const failure = describeFailure(make());
        expect(failure.type).not.toBe("");
        expect(failure.message.length).toBeLessThanOrEqual(1_024);
        expect(failure.causes.length).toBeLessThanOrEqual(5);
        expect(classify(failure).status).toBeGreaterThanOrEqual(400);
        const { id } = fingerprint(failure, { route: "/", method: "GET" });
        expect(id).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
