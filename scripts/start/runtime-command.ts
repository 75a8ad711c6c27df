import { devNull } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { projectRoot } from "./project.ts";

export const runtimes = ["workerd", "deno", "bun", "node"] as const;
export type Runtime = (typeof runtimes)[number];

export interface ServerSettings {
  readonly port: number;
  readonly token: string;
  /** Where the counts are kept, so that they survive a restart. */
  readonly dataDir: string;
}

/** How to run the example on one runtime. */
export interface RuntimeCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const example = join(projectRoot, "examples/orders");

export function isRuntime(name: string | undefined): name is Runtime {
  return runtimes.some((runtime) => runtime === name);
}

/** Returns the command that runs the example on `runtime`; secrets go by its environment, which `ps` does not show. */
export function runtimeCommand(runtime: Runtime, settings: ServerSettings): RuntimeCommand {
  const { port, token, dataDir } = settings;
  const env = {
    PORT: String(port),
    EDGEWATCH_TOKEN: token,
    EDGEWATCH_SQLITE: join(dataDir, `orders-${runtime}.sqlite`),
    WAREHOUSE_URL: `http://127.0.0.1:${port}`,
    LOG_URL: process.env["LOG_URL"] ?? "",
  };
  const server = join(example, "server.ts");
  switch (runtime) {
    case "workerd":
      return wrangler(settings, env);
    case "deno": {
      const files = [`--allow-read=${dataDir}`, `--allow-write=${dataDir}`];
      const allowed = ["--allow-net=127.0.0.1", "--allow-env", ...files];
      return { command: tool("deno"), args: ["run", "--no-prompt", ...allowed, server], env };
    }
    case "bun":
      return { command: tool("bun"), args: [server], env };
    case "node":
      return {
        command: process.execPath,
        // node:sqlite still counts as experimental there (Node 22, 2026-11).
        args: ["--disable-warning=ExperimentalWarning", server],
        env,
      };
  }
}

function wrangler({ port, dataDir }: ServerSettings, env: Record<string, string>): RuntimeCommand {
  return {
    command: process.execPath,
    args: [
      join(projectRoot, "node_modules/wrangler/bin/wrangler.js"),
      "dev",
      ...["--config", join(example, "wrangler.toml")],
      ...["--ip", "127.0.0.1"],
      ...["--port", String(port)],
      ...["--inspector-port", "0"],
      ...["--persist-to", join(dataDir, "workerd")],
      // Given, a .dev.vars file is left aside: the token is ours.
      ...["--env-file", devNull],
      "--show-interactive-dev-session=false",
    ],
    env: {
      ...env,
      CI: "1",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      NO_COLOR: "1",
      WRANGLER_HIDE_BANNER: "true",
      WRANGLER_REGISTRY_PATH: join(dataDir, "registry"),
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_WRITE_LOGS: "false",
      // Both keep every request and log line on disk, for pages that nobody asked for.
      X_LOCAL_EXPLORER: "false",
      X_LOCAL_OBSERVABILITY: "false",
    },
  };
}

function tool(name: string): string {
  return join(projectRoot, "node_modules/.bin", name);
}
