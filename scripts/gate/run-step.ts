import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import type { Step } from "./steps.ts";
import { readTestResult, type TestResult } from "./vitest-report.ts";

export interface Outcome extends TestResult {
  readonly seconds: number;
  readonly output: string;
  readonly outputPath: string;
}

const timeoutMs = 5 * 60_000;

/** No colours in a log, no prompts, and nothing asked of a network. */
const quietly = {
  CI: "true",
  NO_COLOR: "1",
  DENO_NO_UPDATE_CHECK: "1",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** Runs one step to its end, its output into a file of `folder`. */
export async function runStep(step: Step, folder: string): Promise<Outcome> {
  const name = step.script.replaceAll(":", "-");
  const outputPath = join(folder, `${name}.log`);
  const reportPath = join(folder, `${name}.json`);
  const reporting = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
  const args = step.vitest ? reporting : (step.args ?? []);

  const startedMs = performance.now();
  const ok = await succeeds(["--run", step.script, "--", ...args], outputPath);
  const seconds = (performance.now() - startedMs) / 1_000;

  const result = step.vitest ? await readTestResult(reportPath) : undefined;
  const output = stripVTControlCharacters(await readFile(outputPath, "utf8"));
  return { ...toTestResult(ok, step, result), seconds, output, outputPath };
}

/** What has no tests counts as one; a failed run is at least one failure, also when all its tests passed. */
function toTestResult(ok: boolean, step: Step, result: TestResult | undefined): TestResult {
  const nothing = { passed: 0, failed: 0, failures: [] };
  if (ok && result === undefined && !step.vitest) return { ...nothing, passed: 1 };
  if (ok && result !== undefined) return result;
  const { passed, failed, failures } = result ?? nothing;
  return { passed, failed: Math.max(failed, 1), failures };
}

async function succeeds(args: readonly string[], outputPath: string): Promise<boolean> {
  const output = await open(outputPath, "w");
  // A process group of its own, so that a step that hangs goes with all that it started.
  const child = spawn(process.execPath, args, {
    detached: true,
    env: { ...process.env, ...quietly },
    stdio: ["ignore", output.fd, output.fd],
  });
  const stop = killGroup.bind(undefined, child.pid);
  const timer = setTimeout(() => {
    void output.write(`\nCannot end within ${timeoutMs / 1_000} s: stopped\n`);
    stop();
  }, timeoutMs);
  process.once("exit", stop);
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("close", resolve);
  });
  clearTimeout(timer);
  process.off("exit", stop);
  stop();
  await output.close();
  return code === 0;
}

/** Kills a process with all that it started, also what it left behind. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing of it runs any more.
  }
}
