import { describe, expect, test } from "vitest";
import { detectRuntime, type RuntimeName } from "../../src/core/runtime.ts";
import { detectHost, type Host } from "../../src/metrics/host.ts";
import { failing } from "../fakes/failing.ts";

const totalBytes = 25_276_510_208;
const unavailable = { value: undefined, reason: "not available on this runtime" };
const notGranted = { value: undefined, reason: "permission not granted" };
const noLimit = { value: undefined, reason: "no limit is set" };

describe("detectHost()", () => {
  test("takes what answers 0 for unknown, as workerd does", async () => {
    const host = detectHost(
      "unknown",
      createScope(() => 0),
    );
    expect(figuresOf(host)).toEqual(Array.from({ length: 5 }, () => unavailable));
    expect(await detectHost("unknown", {}).disk("/")).toEqual({
      freeBytes: unavailable,
      totalBytes: unavailable,
    });
  });

  test("takes what throws for unknown", () => {
    const host = detectHost("node", createScope(failing(new Error("not implemented"))));
    expect(figuresOf(host)).toEqual(Array.from({ length: 5 }, () => unavailable));
  });

  test("takes what is not permitted for that", () => {
    const refusal = Object.assign(new Error("Requires sys access"), { name: "NotCapable" });
    const host = detectHost("deno", createScope(failing(refusal)));
    expect(figuresOf(host)).toEqual(Array.from({ length: 5 }, () => notGranted));
  });

  test("believes nothing that workerd says", () => {
    const host = detectHost(
      "workerd",
      createScope(() => 42),
    );
    expect([...figuresOf(host), host.version()]).toEqual(
      Array.from({ length: 6 }, () => unavailable),
    );
  });

  test.for([
    ["nothing", 0, noLimit],
    ["2^64, as Node does", 2 ** 64, noLimit],
    ["2^63, as Deno does", 2 ** 63, noLimit],
    ["all memory, as Bun does", totalBytes, noLimit],
    ["a part of it", 536_870_912, { value: 536_870_912 }],
  ] as const)("is told as limit: %s", ([, bytes, figure]) => {
    const host = detectHost(
      "node",
      createScope((name) => (name === "limit" ? bytes : totalBytes)),
    );
    expect(host.memoryLimitBytes()).toEqual(figure);
  });

  test.for(["prompt", "denied"])(
    "calls nothing on Deno for which the answer is %s",
    async (state) => {
      const called: string[] = [];
      const scope = createScope((name) => {
        called.push(name);
        return 1;
      });
      const asked: unknown[] = [];
      const permissions = {
        querySync: (wanted: unknown) => {
          asked.push(wanted);
          return { state };
        },
      };
      const host = detectHost("deno", { ...scope, Deno: { permissions } });
      expect(host.load1()).toEqual(notGranted);
      expect(host.memoryLimitBytes()).toEqual(notGranted);
      expect(await host.disk("/data")).toEqual({ freeBytes: notGranted, totalBytes: notGranted });
      expect(called).toEqual([]);
      expect(asked).toEqual([
        { name: "sys", kind: "loadavg" },
        { name: "sys", kind: "systemMemoryInfo" },
        { name: "read", path: "/data" },
      ]);
    },
  );

  test("survives a Deno that has no permissions to ask about", () => {
    const host = detectHost("deno", { ...createScope(() => 1), Deno: {} });
    expect(host.load1()).toEqual(notGranted);
  });

  test("tells of this runtime what it has, and never 0", () => {
    const { name } = detectRuntime();
    const host = detectHost(name);
    for (const figure of figuresOf(host)) {
      if (figure.value === undefined) expect(figure.reason).not.toBe("");
      else expect(figure.value).toBeGreaterThan(0);
    }
    const isKnown = name !== "workerd";
    expect(host.cpuSeconds().value !== undefined).toBe(isKnown);
    expect(host.uptimeSeconds().value !== undefined).toBe(isKnown);
    expect(host.cores().value !== undefined).toBe(isKnown);
    expect(/^\d+\.\d+/.test(host.version().value ?? "")).toBe(isKnown);
  });
});

function figuresOf(host: Host): ReturnType<Host["load1"]>[] {
  return [
    host.cpuSeconds(),
    host.cores(),
    host.memoryLimitBytes(),
    host.load1(),
    host.uptimeSeconds(),
  ];
}

/** The globals of a runtime whose every figure is told by `read`. */
function createScope(read: (name: string) => number): { readonly process: object } {
  const os = {
    availableParallelism: () => read("cores"),
    loadavg: () => [read("load"), 0, 0],
    totalmem: () => read("total"),
  };
  return {
    process: {
      versions: { workerd: "1.0.0" } satisfies Partial<Record<RuntimeName, string>>,
      getBuiltinModule: (name: string) => (name === "node:os" ? os : { promises: {} }),
      constrainedMemory: () => read("limit"),
      cpuUsage: () => ({ user: read("user"), system: read("system") }),
      uptime: () => read("uptime"),
    },
  };
}
