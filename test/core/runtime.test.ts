import { describe, expect, test } from "vitest";
import { detectRuntime, readVariable } from "../../src/core/runtime.ts";
import { failing } from "../fakes/failing.ts";

describe("detectRuntime()", () => {
  test.for([
    ["Cloudflare-Workers", "workerd"],
    ["Deno/2.9.6", "deno"],
    ["Bun/1.4.5", "bun"],
    ["Node.js/22", "node"],
    ["Mozilla/5.0", "unknown"],
    [undefined, "unknown"],
  ] as const)("takes %s for %s", ([userAgent, name]) => {
    expect(detectRuntime({ navigator: { userAgent } }).name).toBe(name);
  });

  test("knows where this test runs", () => {
    expect(detectRuntime().name).not.toBe("unknown");
  });

  test("survives a scope without anything", () => {
    const runtime = detectRuntime({});
    expect(runtime).toMatchObject({ name: "unknown", env: {} });
    expect(runtime.context).toBeUndefined();
    expect(runtime.memory()).toBeUndefined();
  });

  test("follows asynchronous work where the runtime can", async () => {
    const context = detectRuntime().context;
    async function read(): Promise<unknown> {
      await Promise.resolve();
      return context?.getStore();
    }
    const found = await Promise.all([context?.run("a", read), context?.run("b", read)]);
    expect(found).toEqual(["a", "b"]);
    expect(context?.getStore()).toBeUndefined();
  });

  test("tells memory, or nothing: never zero", () => {
    const runtime = detectRuntime();
    const usage = runtime.memory();
    expect(usage === undefined).toBe(runtime.name === "workerd");
    if (usage !== undefined) expect(usage.rssBytes).toBeGreaterThan(1_000_000);
    const zeros = { memoryUsage: () => ({ rss: 0, heapUsed: 0 }) };
    expect(detectRuntime({ process: zeros }).memory()).toBeUndefined();
  });

  test("takes no variables from a process on workerd", () => {
    const scope = { process: { env: { A: "1" } }, navigator: { userAgent: "Cloudflare-Workers" } };
    expect(detectRuntime(scope).env).toEqual({});
  });
});

describe("readVariable()", () => {
  test.for([
    ["a value", { A: "1" }, "1"],
    ["nothing", {}, undefined],
    ["an empty value", { A: "" }, undefined],
    ["what is no text", { A: 42 }, undefined],
    [
      "what may not be read",
      Object.defineProperty({}, "A", { get: failing(new Error("NotCapable")) }),
      undefined,
    ],
  ] as const)("reads %s", ([, env, value]) => {
    expect(readVariable(env, "A")).toBe(value);
  });
});
