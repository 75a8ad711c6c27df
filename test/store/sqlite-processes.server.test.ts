import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sqliteStore } from "../../src/store/sqlite-store.ts";
import { epochMs } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { effort } from "../fakes/effort.ts";

const processes = 3;
const batches = effort(300, 5_000);

test("processes that share a SQLite file and are killed lose and double nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edgewatch-shared-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "counts.sqlite");
  const names = Array.from({ length: processes }, (_, index) => `process ${index}`);
  await Promise.all(names.map((name, index) => writeAll(file, name, index)));
  const store = sqliteStore(file, { clock: new FakeClock(epochMs) });
  expect(await store.totals()).toMatchObject({
    frames: [{ started: processes * batches }],
    sources: processes,
  });
  store.close?.();
}, 120_000);

/** Writes the batches of one source, killed on the way again and again; the next life sends the last one again. */
async function writeAll(file: string, name: string, index: number): Promise<void> {
  let next = 1;
  for (let life = 1; next <= batches; life++) {
    const killAt = life < 4 ? next + 20 * (index + life) : Infinity;
    const told = await write(file, name, next, killAt);
    // Whether the one after the last that it told of was written is not known.
    next = told === batches ? batches + 1 : Math.max(next, told);
  }
}

/** Resolves with the last batch that the process said was applied. */
function write(file: string, name: string, first: number, killAt: number): Promise<number> {
  const script = join(import.meta.dirname, "sqlite-writing-process.ts");
  const run = "Deno" in globalThis ? ["run", "-A"] : [];
  const args = [...run, script, file, name, String(first), String(batches), String(epochMs)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let told = first;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told = Math.max(told, Number(text.trimEnd().split("\n").at(-1)));
    if (told >= killAt) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(told));
  });
}
