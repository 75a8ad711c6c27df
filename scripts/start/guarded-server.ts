import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { GuardReport, StopRequest } from "./guard.ts";
import type { StartSettings } from "./settings.ts";

export interface GuardedServer {
  /** Process group of the server itself; undefined until it runs. */
  group(): number | undefined;
  /** Resolves with the exit code to end with: 0 after a stop in good order. */
  readonly ended: Promise<number>;
  /** Ends the server in good order; `flush` where it has answered before. */
  stop(request: StopRequest): void;
}

/** Starts the server below a guard that outlives us long enough to end it. */
export function startGuarded({ runtime, port, token, dataDir }: StartSettings): GuardedServer {
  mkdirSync(dataDir, { recursive: true });
  const guard = spawn(process.execPath, [join(import.meta.dirname, "guard.ts"), runtime], {
    detached: true,
    env: {
      ...process.env,
      PORT: String(port),
      EDGEWATCH_TOKEN: token,
      EDGEWATCH_DATA_DIR: dataDir,
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let group: number | undefined;
  guard.on("message", (report: GuardReport) => {
    group = report.group;
  });
  const ended = new Promise<number>((resolve) => {
    guard.once("error", () => resolve(1));
    guard.once("exit", (code) => {
      if (code === null && group !== undefined) killGroup(group);
      resolve(code ?? 1);
    });
  });
  return {
    group: () => group,
    ended,
    stop: (request) => {
      if (guard.connected) guard.send(request);
    },
  };
}

/** For the case that the guard was killed: nobody else knows of the server. */
function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
