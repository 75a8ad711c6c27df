import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { systemFiles, type FileSystem } from "../../src/log/file-system.ts";

const deadlineMs = 15_000;
/** The long test leaves thousands of files. */
const cleanupTimeoutMs = 60_000;

/** An empty folder that is deleted after the test. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "edgewatch-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }), cleanupTimeoutMs);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The log files of a folder in the order of their names: not the link, and one of each name. */
export function listLogs(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^app\..*Z\..*\.log(?:\.gz)?$/.test(name));
  const all = new Set(names);
  return names.filter((name) => !all.has(`${name}.gz`)).toSorted();
}

/** Every line in a folder, oldest file first. */
export function readLines(folder: string): string[] {
  return listLogs(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    if (text !== "" && !text.endsWith("\n")) throw new Error(`${name} ends in half a line`);
    return text.split("\n").slice(0, -1);
  });
}

/** What the lines in a folder say of `n`; throws when one is no JSON. */
export function readNumbers(folder: string): unknown[] {
  return readLines(folder).map((line) => Reflect.get(JSON.parse(line), "n"));
}

/** Waits until something holds; throws what `check` threw last when it never does. */
export async function eventually<T>(check: () => T): Promise<T> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

type Call = keyof FileSystem;

/** A file system on which chosen calls fail until they are mended. */
export class FaultyFiles {
  readonly files: FileSystem;
  readonly #faults = new Map<Call, string>();

  constructor() {
    this.files = new Proxy(systemFiles, {
      get: (target, name: Call) => {
        const code = this.#faults.get(name);
        if (code === undefined) return target[name];
        const error = Object.assign(new Error(`${code}: on purpose`), { code });
        return name.endsWith("Sync") ? (): never => fail(error) : () => Promise.reject(error);
      },
    });
  }

  break(call: Call, code: string): void {
    this.#faults.set(call, code);
  }

  mend(): void {
    this.#faults.clear();
  }
}

function fail(error: Error): never {
  throw error;
}

/** Runs a script of this folder in the runtime of the test. */
export function scriptCommand(script: string): readonly [command: string, args: string[]] {
  const path = join(import.meta.dirname, script);
  const isDeno = "Deno" in globalThis;
  return [process.execPath, isDeno ? ["run", "-A", path] : [path]];
}
