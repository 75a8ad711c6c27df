/**
 * Measures what Edgewatch and its peers add to a request, on Node, Bun and Deno: `npm run bench`.
 *
 * bench/README.md tells the options and how to read what it prints.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { benchFolder, runChild, type RuntimeName, runtimes } from "./children.ts";
import { bareFunction, bareHono } from "./contenders/names.ts";
import type { Operation } from "./operations.ts";
import { prepare } from "./prepare.ts";
import { formatOperations, formatRequests, formatStores } from "./report.ts";
import type { RequestsReport, RequestsSettings } from "./requests.ts";
import type { StoreFigure } from "./stores.ts";
import { summarise } from "./summary.ts";

const { values: options } = parseArgs({
  options: {
    runtime: { type: "string", multiple: true, default: [...runtimes] },
    rounds: { type: "string", default: "5" },
    turns: { type: "string", default: "40" },
    only: { type: "string", multiple: true, default: [] },
    against: { type: "string" },
    alone: { type: "boolean", default: false },
    requests: { type: "boolean", default: false },
    operations: { type: "boolean", default: false },
    stores: { type: "boolean", default: false },
  },
});
const runsAll = !options.requests && !options.operations && !options.stores;

prepare();
for (const runtime of runtimes.filter((name) => options.runtime.includes(name))) {
  try {
    if (runsAll || options.requests) await measureRequests(runtime);
    if (runsAll || options.operations) await measureOperations(runtime);
    if (runsAll || options.stores) await measureStores(runtime);
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof Error ? error.message : error);
  }
}

async function measureRequests(runtime: RuntimeName): Promise<void> {
  const rounds: RequestsReport[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    process.stderr.write(`${runtime}: round ${round + 1} of ${options.rounds}\n`);
    rounds.push(await (options.alone ? measureAlone(runtime) : measureTogether(runtime)));
  }
  const summaries = summarise(rounds);
  await save(`requests${options.alone ? "-alone" : ""}-${runtime}`, { summaries, rounds });
  console.log(formatRequests(runtime, options.alone, summaries, rounds[0]?.missing ?? []));
}

function measureTogether(runtime: RuntimeName): Promise<RequestsReport> {
  const only = options.only.length === 0 ? [] : [bareHono, bareFunction, ...options.only];
  return runChild(runtime, "requests.ts", settingsFor(only));
}

/** Gives each contender a process of its own, as in production: nothing that it switches on reaches another. */
async function measureAlone(runtime: RuntimeName): Promise<RequestsReport> {
  const listed: RequestsReport = await runChild(runtime, "requests.ts", {
    ...settingsFor([]),
    turns: 0,
    warmupTurns: 0,
  });
  const names = listed.measured
    .map(({ name }) => name)
    .filter(
      (name) =>
        options.only.length === 0 || [bareHono, bareFunction, ...options.only].includes(name),
    );
  const measured = [];
  for (const name of names.toSorted(() => Math.random() - 0.5)) {
    const report: RequestsReport = await runChild(runtime, "requests.ts", settingsFor([name]));
    measured.push(...report.measured);
  }
  measured.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return { measured, missing: listed.missing };
}

function settingsFor(only: readonly string[]): RequestsSettings {
  return {
    dist: folderUrl(join(benchFolder, "../dist")),
    against: options.against === undefined ? undefined : folderUrl(options.against),
    only,
    turns: Number(options.turns),
    warmupTurns: Number(options.turns),
    batchesPerTurn: 4,
    requestsPerBatch: 256,
  };
}

async function measureOperations(runtime: RuntimeName): Promise<void> {
  process.stderr.write(`${runtime}: single operations\n`);
  const { dist } = settingsFor([]);
  const operations: Operation[] = await runChild(runtime, "operations.ts", { dist });
  await save(`operations-${runtime}`, { operations });
  console.log(formatOperations(runtime, operations));
}

async function measureStores(runtime: RuntimeName): Promise<void> {
  process.stderr.write(`${runtime}: stores\n`);
  const { dist } = settingsFor([]);
  const figures: StoreFigure[] = await runChild(runtime, "stores.ts", { dist });
  await save(`stores-${runtime}`, { figures });
  console.log(formatStores(runtime, figures));
}

async function save(name: string, results: object): Promise<void> {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const text = JSON.stringify({ time: new Date(), machine, ...results }, null, 2);
  await mkdir(join(benchFolder, "results"), { recursive: true });
  await writeFile(join(benchFolder, "results", `${name}.json`), `${text}\n`);
}

function folderUrl(folder: string): string {
  return `${pathToFileURL(resolve(folder)).href}/`;
}
