import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { projectRoot } from "../start/project.ts";

/** Compiles `src` to `dist`; throws where it does not compile. */
export function compile(): void {
  const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(
    process.execPath,
    [tsc, "-p", "tsconfig.build.json", "--noEmitOnError"],
    { cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (status !== 0) throw new Error("Cannot build: src does not compile");
}
