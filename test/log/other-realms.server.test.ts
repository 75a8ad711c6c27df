import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { forget, lastLine, listen } from "./listening.ts";

describe("objects of another realm are logged like one's own", () => {
  const listening = listen();
  const { log } = listening.watch;

  test.for([
    ["({ a: { b: 1 } })", { a: { b: 1 } }],
    ["[1, { a: 2 }]", [1, { a: 2 }]],
    ["new Map([['a', 1], ['password', 'x']])", { a: 1, password: "[REDACTED]" }],
    ["new Set([1, 2])", [1, 2]],
    ["new Date(0)", "1970-01-01T00:00:00.000Z"],
    ["new Date(NaN)", "Invalid Date"],
    ["/a/g", "/a/g"],
    ["new String('a')", "a"],
    ["new Number(1)", 1],
    ["10n", "10"],
    ["Symbol('a')", "Symbol(a)"],
    ["(function work() {})", "[function work]"],
    ["new Uint8Array(3)", "[Uint8Array 3 bytes]"],
    [
      "({ password: 'x', a: [{ token: 'y' }] })",
      { password: "[REDACTED]", a: [{ token: "[REDACTED]" }] },
    ],
    [
      "new (class A { constructor() { this.secret = 1; this.n = 2; } })()",
      { secret: "[REDACTED]", n: 2 },
    ],
    ["Object.assign(Object.create(null), { a: 1 })", { a: 1 }],
    ["({ toJSON: () => ({ a: 1 }) })", { a: 1 }],
  ] as const)("%s", ([code, expected]) => {
    forget(listening);
    const value: unknown = runInNewContext(code);
    log.info("hi", { value });
    expect(lastLine(listening)["value"]).toEqual(expected);
  });

  test("an error, with its cause and its own properties", () => {
    forget(listening);
    const error: unknown = runInNewContext(
      "Object.assign(new TypeError('no', { cause: new Error('why') }), { password: 'x', n: 1 })",
    );
    log.info("hi", { error });
    expect(lastLine(listening)["error"]).toMatchObject({
      type: "TypeError",
      message: "no",
      cause: { type: "Error", message: "why" },
      password: "[REDACTED]",
      n: 1,
    });
  });

  test("an error as details", () => {
    forget(listening);
    const error: Error = runInNewContext("new TypeError('no')");
    log.error("hi", error);
    expect(listening.lines.otel).toHaveLength(1);
    expect(JSON.stringify(lastLine(listening))).toContain("no");
  });
});
