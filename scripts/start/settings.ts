import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { projectRoot } from "./project.ts";
import { isRuntime, runtimes, type Runtime, type ServerSettings } from "./runtime-command.ts";

export interface StartSettings extends ServerSettings {
  readonly runtime: Runtime;
  /** Whether nobody but us knows the token yet. */
  readonly isTokenNew: boolean;
}

/** Reads the command line and the environment; throws a RangeError that tells what is wrong with them. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartSettings {
  const [runtime, ...rest] = args;
  if (!isRuntime(runtime) || rest.length > 0) {
    throw new RangeError(`Usage: node scripts/start.ts ${runtimes.join("|")}`);
  }
  const port = env["PORT"] || "8787";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new RangeError(`PORT must be a number from 0 (any free port) to 65535, not "${port}"`);
  }
  const token = env["EDGEWATCH_TOKEN"];
  return {
    runtime,
    port: Number(port),
    token: token || randomBytes(24).toString("base64url"),
    isTokenNew: !token,
    dataDir: resolve(env["EDGEWATCH_DATA_DIR"] || join(projectRoot, ".edgewatch")),
  };
}
