import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const runtimes = ["node", "bun", "deno"] as const;
export type RuntimeName = (typeof runtimes)[number];

export const benchFolder: string = fileURLToPath(new URL(".", import.meta.url));
const binaries = join(benchFolder, "../node_modules/.bin");

/** Runs one of the files here on a runtime, and returns what it printed as JSON. */
export async function runChild<T>(
  runtime: RuntimeName,
  file: "requests.ts" | "operations.ts" | "stores.ts",
  settings: object,
): Promise<T> {
  const { command, args } = commandOf(runtime);
  const child = spawn(command, [...args, file, JSON.stringify(settings)], {
    cwd: benchFolder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PATH: `${binaries}${delimiter}${process.env["PATH"] ?? ""}`,
    },
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code !== 0) throw new Error(`Cannot run ${file} on ${runtime}: it ended with ${code}`);
  return JSON.parse(output);
}

function commandOf(runtime: RuntimeName): { command: string; args: readonly string[] } {
  switch (runtime) {
    case "node":
      return { command: process.execPath, args: ["--disable-warning=ExperimentalWarning"] };
    case "bun":
      return { command: "bun", args: ["run"] };
    case "deno":
      // Without the project's import map, which leads to sources instead of the build.
      return {
        command: "deno",
        args: ["run", "--allow-all", "--no-config", "--node-modules-dir=manual"],
      };
  }
}
