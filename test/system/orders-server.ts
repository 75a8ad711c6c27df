import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import type { ReadyMessage } from "../../scripts/start.ts";
import { buildIfNeeded } from "../../scripts/start/build.ts";
import { projectRoot } from "../../scripts/start/project.ts";
import type { Runtime } from "../../scripts/start/runtime-command.ts";
import { within } from "./deadline.ts";

/** The orders example, running on a real server of its own behind `scripts/start.ts`. */
export interface OrdersServer {
  readonly runtime: Runtime;
  readonly url: URL;
  readonly token: string;
  /** Process that runs `scripts/start.ts`. */
  readonly pid: number;
  /** What it has printed so far, standard output and errors together. */
  readonly output: readonly string[];
  /** Resolves with the exit code when it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it in good order; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends every process of the server itself with SIGKILL. */
  kill(): Promise<void>;
}

export const token = "system-test-token";

const startDeadlineMs = 60_000;
const stopDeadlineMs = 30_000;

/** Makes an empty folder that is removed with all it holds when `cleanUp` says so. */
export function temporaryFolder(cleanUp: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "edgewatch-system-"));
  cleanUp(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Starts the example on `runtime` and waits until it answers; it is ended when `cleanUp` says so. */
export async function startOrders(
  runtime: Runtime,
  dataDir: string,
  cleanUp: (end: () => Promise<void>) => void = onTestFinished,
  env: Readonly<Record<string, string>> = {},
): Promise<OrdersServer> {
  // Here already, so that servers which start at the same time do not all build.
  buildIfNeeded();
  const child = spawn(process.execPath, [join(projectRoot, "scripts/start.ts"), runtime], {
    env: { ...process.env, PORT: "0", EDGEWATCH_TOKEN: token, EDGEWATCH_DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", (line) => output.push(line));
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    child.kill(signal);
    return await within(`${runtime} to end`, ended, stopDeadlineMs);
  }
  cleanUp(async () => {
    await stop();
  });

  const ready = new Promise<ReadyMessage>((resolve, reject) => {
    child.once("message", (message: ReadyMessage) => resolve(message));
    child.once("close", (code) =>
      reject(new Error(`${runtime} ended with ${code}: ${output.join("\n")}`)),
    );
  });
  const { port, group } = await within(`${runtime} to answer`, ready, startDeadlineMs);
  return {
    runtime,
    url: new URL(`http://127.0.0.1:${port}`),
    token,
    pid: child.pid ?? 0,
    output,
    ended,
    stop,
    kill: async () => {
      if (group === undefined)
        throw new Error(`Cannot kill ${runtime}: its process group is unknown`);
      process.kill(-group, "SIGKILL");
      await within(`${runtime} to end`, ended, stopDeadlineMs);
    },
  };
}
