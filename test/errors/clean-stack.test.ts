import { describe, expect, test } from "vitest";
import { cleanStack } from "../../src/errors/clean-stack.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { fastestMs } from "../fakes/fastest-ms.ts";

describe("cleanStack()", () => {
  test.for([
    ["    at charge (file:///app/pay.ts:12:34)", "charge", "file:///app/pay.ts", 12, 34],
    ["    at async charge (/app/pay.ts:12:34)", "charge", "/app/pay.ts", 12, 34],
    ["    at async file:///app/pay.ts:12:34", undefined, "file:///app/pay.ts", 12, 34],
    ["    at new Order (pay.ts:1:2)", "Order", "pay.ts", 1, 2],
    ["    at get total [as sum] (pay.ts:1:2)", "total", "pay.ts", 1, 2],
    ["    at Object.<anonymous> (pay.ts:1:2)", "Object.<anonymous>", "pay.ts", 1, 2],
    ["    at <anonymous> (pay.ts:1:2)", undefined, "pay.ts", 1, 2],
    ["    at C:\\app\\pay (2).js:1:2", undefined, "C:\\app\\pay (2).js", 1, 2],
    ["    at wk.js:13:39", undefined, "wk.js", 13, 39],
    [
      "    at f (https://a.example:8080/x.js?v=1:3:4)",
      "f",
      "https://a.example:8080/x.js?v=1",
      3,
      4,
    ],
    ["charge@file:///app/pay.js:12:34", "charge", "file:///app/pay.js", 12, 34],
    ["@file:///app/pay.js:12:34", undefined, "file:///app/pay.js", 12, 34],
    ["global code@file:///app/pay.js:12:34", "global code", "file:///app/pay.js", 12, 34],
  ] as const)("reads %j", ([line, name, file, at, column]) => {
    expect(cleanStack(`Error: no\n${line}`)).toEqual([
      { function: name, file, line: at, column, inApp: true },
    ]);
  });

  test.for([
    "    at Array.map (<anonymous>)",
    "    at map (native:1:11)",
    "    at async Promise.all (index 0)",
    "    at eval (eval at <anonymous> (file:///app/a.js:7:7), <anonymous>:1:6)",
    "    at eval (unknown)",
    "    at <parse> (:0)",
    "map@[native code]",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
    "    at ext:deno_http/00_serve.ts:382:18",
    "    at handle (file:///app/node_modules/hono/dist/compose.js:22:23)",
    "    at jsonError (file:///app/.wrangler/tmp/dev-x/middleware-miniflare3-json-error.ts:54:10)",
    "    at f (file:///root/.cache/deno/npm/registry.npmjs.org/hono/4.1.0/dist/hono.js:1:2)",
    "    at fetch (cloudflare-internal:sockets:1:2)",
    "    at observe (/srv/edgewatch/dist/request/observer.js:10:2)",
  ])("takes %j for nobody's code", (line) => {
    expect(cleanStack(line).map(({ inApp }) => inApp)).toEqual([false]);
  });

  test("leaves out what is no frame", () => {
    expect(cleanStack("Error: meet me@home\nat last\n\nmail a@example.com:1\n")).toHaveLength(0);
    expect(cleanStack("")).toEqual([]);
  });

  test("reads the stacks of this runtime, newest frame first", () => {
    const frames = cleanStack(stackOf(outer));
    const names = frames.map((frame) => frame.function);
    expect(names.indexOf("inner")).toBe(0);
    expect(names.indexOf("outer")).toBe(1);
    expect(frames[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(frames[0]?.inApp).toBe(true);
    expect(frames[0]?.file).toContain("clean-stack.test");
    expect(frames.at(-1)?.inApp).toBe(false);
  });

  test("reads at most 50 frames", () => {
    expect(cleanStack("    at f (a.js:1:2)\n".repeat(1_000))).toHaveLength(50);
  });

  test.for([
    "at ",
    " (",
    "    at f (",
    "@",
    ":1",
    ":1:1",
    "\n",
    "    at (",
    " [as ",
    "async ",
    "\\",
  ])("takes little time for 1 MB of %j", (piece) => {
    const rest = piece.repeat(1_000_000 / piece.length);
    for (const start of ["", "    at f (", "f@"]) {
      expect(fastestMs(70, () => cleanStack(start + rest))).toBeLessThanOrEqual(70);
    }
  });
});

function inner(): never {
  throw new Error("no");
}

/** It does more after the call, for JavaScriptCore leaves out frames of last calls. */
function outer(): void {
  inner();
  expect.unreachable();
}

function stackOf(fail: () => void): string {
  try {
    fail();
  } catch (error) {
    return describeFailure(error).stack ?? "";
  }
  return "";
}
