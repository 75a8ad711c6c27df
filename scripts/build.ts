/** Builds the package: the dashboard's page, then `dist`. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildPage } from "./build/build-page.ts";
import { compile } from "./build/compile.ts";
import { projectRoot } from "./start/project.ts";

const gzipBytes = await buildPage();
console.log(`The page has ${(gzipBytes / 1_000).toFixed(1)} kB with gzip`);
rmSync(join(projectRoot, "dist"), { recursive: true, force: true });
compile();
