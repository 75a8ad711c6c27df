import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildIfNeeded } from "../scripts/start/build.ts";
import { benchFolder } from "./children.ts";

/** Installs what is compared, where that is missing or of another version, and builds Edgewatch. */
export function prepare(): void {
  if (!isInstalled()) {
    const options = ["--no-audit", "--no-fund"];
    const { status } = spawnSync("npm", ["ci", ...options], { cwd: benchFolder, stdio: "inherit" });
    if (status !== 0) throw new Error("Cannot measure: npm ci failed in bench/");
  }
  buildIfNeeded();
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** A peer that could not be installed does not count here: the run names it. */
function isInstalled(): boolean {
  const { dependencies, optionalDependencies }: Manifest = read("package.json");
  return (
    Object.keys(dependencies).every((name) => versionOf(name) !== undefined) &&
    Object.entries({ ...dependencies, ...optionalDependencies }).every(([name, version]) =>
      [undefined, version].includes(versionOf(name)),
    )
  );
}

function versionOf(name: string): string | undefined {
  const manifest = join("node_modules", name, "package.json");
  if (!existsSync(join(benchFolder, manifest))) return undefined;
  return read<{ version: string }>(manifest).version;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(benchFolder, file), "utf8"));
}
