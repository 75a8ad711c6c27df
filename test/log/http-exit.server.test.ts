import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { detectRuntime } from "../../src/core/runtime.ts";
import { answer, startReceiver, type Respond } from "./http-receiver.ts";

const program = fileURLToPath(new URL("http-exit.ts", import.meta.url));

describe("a process with an httpSink()", { timeout: 60_000 }, () => {
  test("ends while the receiver hangs, when it exits", async () => {
    const { tookMs } = await run("exit", () => {});
    expect(tookMs).toBeLessThan(8_000);
  });

  test("ends at the deadline of close() while the receiver hangs", async () => {
    const { printed, tookMs } = await run("close", () => {});
    expect(printed).toEqual({ delivered: 0, queued: 0, dropped: { closed: 3 } });
    expect(tookMs).toBeLessThan(9_000);
  });

  test("ends when it has nothing else to do, once the time-out of the request is over", async () => {
    const { tookMs } = await run("idle", () => {});
    expect(tookMs).toBeLessThan(10_000);
  });

  test("does not end before close() has tried again", async () => {
    const { printed, received } = await run("close", (response, index) => {
      answer(response, index === 0 ? 500 : 200);
    });
    expect(received).toBe(2);
    expect(printed).toEqual({ delivered: 3, queued: 0, dropped: {} });
  });
});

interface Ended {
  readonly printed: unknown;
  readonly received: number;
  readonly tookMs: number;
}

/** Runs a program of this runtime that writes three records and then does what `how` says. */
async function run(how: "exit" | "close" | "idle", respond: Respond): Promise<Ended> {
  const receiver = await startReceiver(respond);
  const flags = detectRuntime().name === "deno" ? ["run", "-A"] : [];
  const startedMs = performance.now();
  try {
    const output = await new Promise<string>((resolve, reject) => {
      const args = [...flags, program, receiver.url, how];
      execFile(process.execPath, args, { timeout: 30_000 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr, { cause: error }));
      });
    });
    const tookMs = performance.now() - startedMs;
    return { printed: JSON.parse(output || "null"), received: receiver.received.length, tookMs };
  } finally {
    await receiver.close();
  }
}
