import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { detectRuntime } from "../src/core/runtime.ts";

const program = fileURLToPath(new URL("fakes/unhandled-process.ts", import.meta.url));

describe.for(["rejection", "timer"] as const)(
  "a %s that nobody catches",
  { timeout: 60_000 },
  (how) => {
    test("is captured once, with a line, and ends the process as it would have", async () => {
      const plain = await run(how, "plain");
      const captured = await run(how, "captured");
      expect(captured.code).toBe(plain.code);
      expect(plain.output).not.toContain("listener");
      expect(plain.output.includes("still alive")).toBe(captured.output.includes("still alive"));
      expect(captured.output.match(/listener RangeError: nobody cares/g)).toHaveLength(1);
      const lines = captured.output.split("\n").filter((line) => line.startsWith("{"));
      expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
        { level: "error", message: "nobody caught an error", "exception.type": "RangeError" },
      ]);
    });
  },
);

interface Ended {
  readonly code: number | string | null | undefined;
  readonly output: string;
}

async function run(how: string, whether: string): Promise<Ended> {
  const flags = detectRuntime().name === "deno" ? ["run", "-A"] : [];
  const args = [...flags, program, how, whether];
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 30_000 }, (error, stdout) => {
      resolve({ code: error?.code ?? 0, output: stdout });
    });
  });
}
