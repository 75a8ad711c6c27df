import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { projectRoot } from "./project.ts";

/** Builds `dist` from `src` when it is missing or older; throws where it does not compile. */
export function buildIfNeeded(): void {
  if (newestIn(join(projectRoot, "src")) < oldestOf(join(projectRoot, "dist"))) return;
  const script = join(projectRoot, "scripts/build.ts");
  // What it says belongs beside what goes wrong: standard output is the server's.
  const { status } = spawnSync(process.execPath, [script], { stdio: ["ignore", 2, "inherit"] });
  if (status !== 0) throw new Error("Cannot start: src does not compile");
}

function newestIn(folder: string): number {
  return Math.max(...modificationTimes(folder));
}

/** The compiler writes every file at each run, so that the entry's age is the age of all. */
function oldestOf(dist: string): number {
  return statSync(join(dist, "index.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function modificationTimes(folder: string): number[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
}
