import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { projectRoot } from "../../scripts/start/project.ts";
import { within } from "./deadline.ts";

/** How a script ended, and everything that it printed. */
export interface ScriptResult {
  readonly code: number | null;
  readonly output: string;
}

const deadlineMs = 60_000;

/** Runs one of `scripts/` to its end. */
export async function runScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ScriptResult> {
  const child = spawn(process.execPath, [join(projectRoot, "scripts", name), ...args], {
    env: { ...process.env, EDGEWATCH_TOKEN: "", PORT: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  try {
    return { code: await within(`${name} to end`, ended, deadlineMs), output };
  } finally {
    child.kill("SIGKILL");
  }
}
