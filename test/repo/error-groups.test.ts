import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./project.ts";

type Groups = Readonly<Record<string, string>>;

interface Build {
  readonly name: string;
  readonly runtime: string;
  /** Of the same failures, the first time and with other values. */
  readonly groups: readonly [first: Groups, second: Groups];
}

const run = promisify(execFile);
const bin = join(root, "node_modules/.bin");
const modes: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  minified: ["--minify"],
  named: ["--minify", "--keep-names"],
};
const runtimes: Readonly<Record<string, (file: string) => Promise<string>>> = {
  node: async (file) => (await run(process.execPath, [file])).stdout,
  deno: async (file) => (await run(join(bin, "deno"), ["run", file])).stdout,
  bun: async (file) => (await run(join(bin, "bun"), [file])).stdout,
  workerd: runWorkerd,
};

let folder = "";
let builds: readonly Build[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edgewatch-groups-"));
  builds = await makeBuilds();
}, 120_000);

afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe("errors of 24 builds, six of them with other values", () => {
  test("make at most 1.1 groups an error", () => {
    const groupsByError = namesOf(builds).map((name) => groupsOf(name, samples()));
    const average = groupsByError.flat().length / groupsByError.length;
    expect(samples()).toHaveLength(30);
    expect(groupsByError).toHaveLength(11);
    expect(average, JSON.stringify(groupsByError)).toBeLessThanOrEqual(1.1);
  });

  test("never make a group of two errors", () => {
    const names = namesOf(builds);
    const all = names.flatMap((name) => groupsOf(name, samples()));
    expect(new Set(all).size).toBe(all.length);
  });

  test("of one build make one group each, whatever the release, the runtime and the values", () => {
    for (const mode of Object.keys(modes)) {
      const ofMode = builds.filter(({ name }) => name.startsWith(mode)).flatMap((it) => it.groups);
      for (const name of namesOf(builds)) expect(groupsOf(name, ofMode)).toHaveLength(1);
    }
  });
});

/** All builds, and those of Node once more with other values. */
function samples(): Groups[] {
  return builds.flatMap(({ runtime, groups }) => (runtime === "node" ? groups : [groups[0]]));
}

function namesOf(all: readonly Build[]): string[] {
  return Object.keys(all[0]?.groups[0] ?? {});
}

function groupsOf(name: string, all: readonly Groups[]): unknown[] {
  return Array.from(new Set(all.map((groups) => groups[name])));
}

async function makeBuilds(): Promise<Build[]> {
  const made: Build[] = [];
  for (const [mode, flags] of Object.entries(modes)) {
    for (const release of [1, 2]) {
      const file = join(folder, `${mode}-${release}.mjs`);
      await bundle(file, release, flags);
      const outputs = await Promise.all(
        Object.entries(runtimes).map(async ([runtime, start]) => {
          const [, line = "null"] = /^groups (.*)$/m.exec(await start(file)) ?? [];
          const groups: Build["groups"] = JSON.parse(line);
          return { name: `${mode} ${release}`, runtime, groups };
        }),
      );
      made.push(...outputs);
    }
  }
  return made;
}

/** The second release has more code, before the code that fails: other lines, and other names after minifying. */
async function bundle(file: string, release: number, flags: readonly string[]): Promise<void> {
  const entry = join(folder, `entry-${release}.ts`);
  const printing = fileURLToPath(new URL("../errors/builds/print-groups.ts", import.meta.url));
  const added = Array.from(
    { length: 40 },
    (_, index) =>
      `export function added${index}(one: number): number {\n  return one + ${index};\n}`,
  );
  const lines = [`export { default } from ${JSON.stringify(printing)};`];
  await writeFile(entry, (release === 1 ? lines : [...added, ...lines]).join("\n"));
  const options = ["--bundle", "--format=esm", "--target=es2024", "--log-level=error"];
  await run(join(bin, "esbuild"), [entry, ...options, ...flags, `--outfile=${file}`]);
  if (release === 2) await writeFile(file, `${"\n".repeat(7)}${await readFile(file, "utf8")}`);
}

async function runWorkerd(file: string): Promise<string> {
  const config = `${file}.capnp`;
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "main.js", esModule = embed ${JSON.stringify(basename(file))})],
    compatibilityDate = "2026-10-15"))]);
`,
  );
  return (await run(join(bin, "workerd"), ["test", config])).stdout;
}
