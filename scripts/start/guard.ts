/**
 * The parent of the server: it starts it, and it ends it when told to or when `start.ts` is gone.
 *
 * It stands in a process group of its own and so does the server. A terminal's Ctrl-C reaches neither, which
 * leaves time to flush: workerd has no shutdown hook. The channel to `start.ts` closes even when that is
 * killed with -9, so that the port is never left occupied.
 */
import { spawn, type StdioOptions } from "node:child_process";
import process from "node:process";
import { flushServer } from "./flush.ts";
import { runtimeCommand } from "./runtime-command.ts";
import { readSettings } from "./settings.ts";
import { forwardWranglerOutput } from "./wrangler-output.ts";

export interface GuardReport {
  /** Process group of the server. */
  readonly group: number;
}

export interface StopRequest {
  /** Whether the server has answered before, so that it may hold counts. */
  readonly flush: boolean;
}

const flushDeadlineMs = 10_000;
const exitDeadlineMs = 15_000;

const { runtime, ...settings } = readSettings(process.argv.slice(2), process.env);
const isWrangler = runtime === "workerd";
const { command, args, env } = runtimeCommand(runtime, settings);
const stdio: StdioOptions = isWrangler
  ? ["ignore", "pipe", "pipe"]
  : ["ignore", "inherit", "inherit"];
const server = spawn(command, args, { detached: true, env: { ...process.env, ...env }, stdio });
let stopping = false;
let failed = false;

server.once("error", (error) => {
  console.error(`Cannot run ${command}: ${error.message}`);
  process.exit(1);
});
server.once("exit", (code, signal) => {
  // wrangler tells that a SIGTERM ended it by 128 + 15.
  if (!stopping || (code !== 0 && code !== 143)) {
    console.error(`The server on ${runtime} ended with ${signal ?? `exit code ${code}`}`);
    failed = true;
  }
  killGroup();
});
server.once("close", () => process.exit(failed ? 1 : 0));
if (server.stdout !== null) forwardWranglerOutput(server.stdout, process.stdout);
if (server.stderr !== null) forwardWranglerOutput(server.stderr, process.stderr);

// Whoever reads our output may be gone: the server is to be ended in good order all the same.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.once("exit", killGroup);
process.once("message", (request: StopRequest) => void stop(request));
process.once("disconnect", () => void stop({ flush: true }));
process.once("SIGTERM", () => void stop({ flush: true }));

const report: GuardReport = { group: server.pid ?? 0 };
process.send?.(report);

async function stop({ flush }: StopRequest): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (flush && isWrangler) {
    const failure = await flushServer(settings, flushDeadlineMs);
    if (failure !== undefined) {
      failed = true;
      console.error(`Cannot flush before the end: ${failure}. Up to one second of counts is lost`);
    }
  }
  server.kill("SIGTERM");
  setTimeout(killGroup, exitDeadlineMs);
}

function killGroup(): void {
  if (server.pid === undefined) return;
  try {
    process.kill(-server.pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}
