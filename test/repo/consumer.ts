import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { root } from "./project.ts";

export interface CompilerOptions {
  readonly lib?: readonly string[];
  readonly types?: readonly string[];
  readonly skipLibCheck?: boolean;
}

export interface Run {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Makes a project, for the length of a test, that has installed the built package and of its peers only those named.
 *
 * @returns its folder
 */
export async function createConsumer(installed: readonly string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "edgewatch-consumer-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  const modules = join(folder, "node_modules");
  // A copy and no link: from a link, imports would be looked up beside its target.
  for (const part of ["package.json", "dist"]) {
    await cp(join(root, part), join(modules, "edgewatch", part), { recursive: true });
  }
  for (const name of ["zod", ...installed]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name), "junction");
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return folder;
}

/** Type-checks `sources`, which are texts by file name, in a consumer. */
export async function typeCheck(
  consumer: string,
  sources: Readonly<Record<string, string>>,
  { lib = ["ES2024"], types = [], skipLibCheck = false }: CompilerOptions = {},
): Promise<Run> {
  const compilerOptions = {
    target: "ES2024",
    module: "NodeNext",
    noEmit: true,
    strict: true,
    lib,
    types,
    skipLibCheck,
  };
  const project = { compilerOptions, files: Object.keys(sources) };
  await writeFile(join(consumer, "tsconfig.json"), JSON.stringify(project));
  for (const [name, text] of Object.entries(sources)) await writeFile(join(consumer, name), text);
  return await runNode(consumer, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
}

/** Runs the text of a module on Node in a consumer. */
export async function runModule(consumer: string, text: string): Promise<Run> {
  return await runNode(consumer, ["--input-type=module", "--eval", text]);
}

async function runNode(cwd: string, args: readonly string[]): Promise<Run> {
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}
