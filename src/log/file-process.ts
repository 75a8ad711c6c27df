import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";

/** What log files ask of the process: who it is, which others live, and when it ends. */
export interface FileProcess {
  readonly id: number;
  /** Names the set of processes that can see each other; undefined where that cannot be known. */
  machine(): string | undefined;
  /** Whether a process of the same machine lives; undefined where that cannot be known. */
  isAlive(id: number): boolean | undefined;
  /** Whether links may be made. */
  mayLink(): boolean;
  /** Calls back when the process exits, and when an error crashes it or would; returns what stops that. */
  onEnd(callback: (isExit: boolean) => void): () => void;
}

/** The process that runs this, on Deno, Bun or Node. */
export const systemProcess: FileProcess = {
  id: process.pid,
  machine: readMachine,
  isAlive,
  mayLink: () => isPermitted("write") && isPermitted("read"),
  onEnd(callback) {
    function onExit(): void {
      callback(true);
    }
    // Deno 2.9 has no `exit` after an uncaught error.
    function onCrash(): void {
      callback(false);
    }
    process.on("exit", onExit);
    process.on("uncaughtExceptionMonitor", onCrash);
    return () => {
      process.off("exit", onExit);
      process.off("uncaughtExceptionMonitor", onCrash);
    };
  },
};

/** The boot and the process namespace: containers may share a folder and a host name, but not these. */
function readMachine(): string | undefined {
  if (!isPermitted("run")) return undefined;
  try {
    if (process.platform !== "linux") return hostname();
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

function isAlive(id: number): boolean | undefined {
  if (!isPermitted("run")) return undefined;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
    if (code === "ESRCH") return false;
    // It is there and belongs to somebody else.
    return code === "EPERM" ? true : undefined;
  }
}

interface DenoLike {
  readonly permissions: { querySync(what: { readonly name: string }): { readonly state: string } };
}

/** On Deno, asks before it does what would make Deno ask the person at the terminal. */
function isPermitted(name: "read" | "run" | "write"): boolean {
  const deno: DenoLike | undefined = Reflect.get(globalThis, "Deno");
  return deno === undefined || deno.permissions.querySync({ name }).state === "granted";
}
