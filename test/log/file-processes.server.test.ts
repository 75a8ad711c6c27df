import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fileSink } from "../../src/log/file-sink.ts";
import { effort } from "../fakes/effort.ts";
import { createFolder, eventually, listLogs, readNumbers, scriptCommand } from "./file-fixtures.ts";
import { createRecord } from "./file-records.ts";

const timeoutMs = 120_000;

describe("A process that ends without a flush has written every line when it", () => {
  test.each([
    "returns",
    "exits",
    "exits later",
    "throws",
    "throws later",
    "rejects",
    "logs at its exit",
    "survives its error",
  ])(
    "%s",
    async (way) => {
      const folder = createFolder();
      const [command, args] = scriptCommand("file-ending-process.ts");
      const child = spawn(command, [...args, folder, way], { stdio: "ignore" });
      await new Promise((resolve) => child.on("exit", resolve));
      const expected = Array.from({ length: 5_001 }, (_, n) => n);
      expect(readNumbers(folder)).toEqual(expected);
    },
    timeoutMs,
  );
});

/** Lines that a process said were flushed, by its name. */
type Flushed = Map<string, number>;

function startWriter(folder: string, run: string, flushed: Flushed): ChildProcess {
  const [command, args] = scriptCommand("file-writing-process.ts");
  const child = spawn(command, [...args, folder, run], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let text = "";
  child.stdout.on("data", (data: unknown) => {
    text += String(data);
    const last = /(\d+)\n$/.exec(text.slice(0, text.lastIndexOf("\n") + 1));
    if (last !== null) flushed.set(run, Number(last[1]));
  });
  return child;
}

/** Runs a process again and again, and kills it each time after a while. */
async function runAndKill(
  folder: string,
  name: string,
  endMs: number,
  flushed: Flushed,
): Promise<void> {
  for (let run = 0; performance.now() < endMs; run++) {
    const id = `${name}${run}`;
    const child = startWriter(folder, id, flushed);
    const closed = new Promise((resolve) => child.on("close", resolve));
    await eventually(() => expect(flushed.get(id)).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
    child.kill("SIGKILL");
    await closed;
  }
}

test(
  "Three processes that rotate in one folder and are killed at random lose no flushed line, and tear none",
  async () => {
    const folder = createFolder();
    const [all, few] = [join(folder, "all"), join(folder, "few")];
    for (const one of [all, few]) mkdirSync(one);
    const flushed: Flushed = new Map();
    const endMs = performance.now() + effort(4_000, 60_000);
    let mostFew = 0;
    const watch = setInterval(() => {
      mostFew = Math.max(mostFew, listLogs(few).length);
    }, 50);
    await Promise.all(["a", "b", "c"].map((name) => runAndKill(folder, name, endMs, flushed)));
    clearInterval(watch);

    // Whoever comes next takes over what the dead have left.
    for (const path of [all, few]) {
      const keep = path === all ? { files: Infinity, totalBytes: Infinity } : { files: 10 };
      const heir = fileSink({ path: join(path, "app.log"), keep });
      heir.write(createRecord("heir:0"));
      await heir.close();
      expect(heir.counts().failed).toBe(0);
      expect(listLogs(path).filter((name) => !name.endsWith(".gz"))).toHaveLength(1);
    }
    const numbers = readNumbers(all).map(String);
    const unique = new Set(numbers);
    expect(numbers).toHaveLength(unique.size);
    const lost = [...flushed].flatMap(([run, last]) =>
      Array.from({ length: last + 1 }, (_, n) => `${run}:${n}`).filter((id) => !unique.has(id)),
    );
    expect(lost).toEqual([]);
    expect(flushed.size).toBeGreaterThan(3);
    expect(listLogs(few).length).toBeLessThanOrEqual(10);
    // Each process may have begun some more since one of them last looked.
    expect(mostFew).toBeLessThanOrEqual(60);
    // None of what stays is torn.
    expect(readNumbers(few).length).toBeGreaterThan(10);
  },
  timeoutMs,
);
