import { readText } from "../core/read-property.ts";
import type { RuntimeName } from "../core/runtime.ts";
import { unknownFigure, type Figure } from "./figure.ts";

/** What a process can be asked about itself and its machine. */
export interface Host {
  /** Of the runtime. */
  version(): Figure<string>;
  /** What all threads have used since the process began. */
  cpuSeconds(): Figure;
  cores(): Figure;
  /** What the process may use of memory, where that is less than the machine has. */
  memoryLimitBytes(): Figure;
  /** Processes that ran or waited, on average over a minute, on the whole machine. */
  load1(): Figure;
  uptimeSeconds(): Figure;
  /** Rejects where the path cannot be looked at. */
  disk(path: string): Promise<Disk>;
}

/** The file system that holds a path. */
export interface Disk {
  /** What the process may still write. */
  readonly freeBytes: Figure;
  readonly totalBytes: Figure;
}

interface ProcessLike {
  readonly versions?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: "node:os"): OsLike | undefined;
  getBuiltinModule?(name: "node:fs"): FsLike | undefined;
  constrainedMemory?(): number;
  cpuUsage?(): { readonly user: number; readonly system: number };
  uptime?(): number;
}

interface OsLike {
  availableParallelism?(): number;
  loadavg?(): readonly number[];
  totalmem?(): number;
}

interface FsLike {
  readonly promises: {
    statfs(
      path: string,
    ): Promise<{ readonly bsize: number; readonly blocks: number; readonly bavail: number }>;
  };
}

interface DenoLike {
  readonly permissions?: { querySync(wanted: Permission): { readonly state: string } };
}

interface Permission {
  readonly name: string;
  readonly kind?: string;
  readonly path?: string;
}

/** Node 22 says 2^64 for no limit, Deno 2.9 says 2^63. */
const noLimitBytes = 2 ** 53;
const unavailable = unknownFigure("not available on this runtime");
const notGranted = unknownFigure("permission not granted");

/**
 * Finds out what the runtime tells; nothing of it throws.
 *
 * workerd has all these calls, and they answer 0 or throw (2026-11): there, none is made. Deno asks whoever sits at the
 * terminal for a permission that it lacks: what needs one is only called when it has been granted.
 */
export function detectHost(name: RuntimeName, scope: object = globalThis): Host {
  const process: ProcessLike | undefined =
    name === "workerd" ? undefined : Reflect.get(scope, "process");
  const deno: DenoLike | undefined = Reflect.get(scope, "Deno");
  let os: OsLike | undefined;

  function readOs(): OsLike | undefined {
    os ??= process?.getBuiltinModule?.("node:os");
    return os;
  }

  function isGranted(...wanted: readonly Permission[]): boolean {
    if (deno === undefined) return true;
    try {
      return wanted.every((one) => deno.permissions?.querySync(one).state === "granted");
    } catch {
      return false;
    }
  }

  function readLimit(): Figure {
    const totalBytes = readOs()?.totalmem?.() ?? 0;
    const bytes = process?.constrainedMemory?.() ?? 0;
    if (!(totalBytes > 0)) return unavailable;
    // Bun 1.4 says what the machine has.
    const isLimit = bytes > 0 && bytes < noLimitBytes && bytes !== totalBytes;
    return isLimit ? { value: bytes } : unknownFigure("no limit is set");
  }

  return {
    version() {
      const value = process?.versions?.[name];
      return value === undefined ? unavailable : { value };
    },
    cpuSeconds: () =>
      told(() => {
        const used = process?.cpuUsage?.();
        return used && (used.user + used.system) / 1_000_000;
      }),
    cores: () => told(() => readOs()?.availableParallelism?.()),
    memoryLimitBytes() {
      if (!isGranted({ name: "sys", kind: "systemMemoryInfo" })) return notGranted;
      return attempt(readLimit);
    },
    load1() {
      if (!isGranted({ name: "sys", kind: "loadavg" })) return notGranted;
      return attempt(() => {
        const loads = readOs()?.loadavg?.() ?? [];
        const [value = 0] = loads;
        // Three zeros are Windows, which has no such figure.
        return loads.some((load) => load > 0) ? { value } : unavailable;
      });
    },
    uptimeSeconds: () => told(() => process?.uptime?.()),
    async disk(path) {
      const files = process?.getBuiltinModule?.("node:fs");
      if (files === undefined) return { freeBytes: unavailable, totalBytes: unavailable };
      if (!isGranted({ name: "read", path }, { name: "sys", kind: "statfs" })) {
        return { freeBytes: notGranted, totalBytes: notGranted };
      }
      const { bsize, blocks, bavail } = await files.promises.statfs(path);
      return { freeBytes: { value: bavail * bsize }, totalBytes: { value: blocks * bsize } };
    },
  };
}

/** A figure that is never 0 in truth. */
function told(read: () => number | undefined): Figure {
  return attempt(() => {
    const value = read();
    return value !== undefined && value > 0 && value < Infinity ? { value } : unavailable;
  });
}

function attempt(read: () => Figure): Figure {
  try {
    return read();
  } catch (error) {
    return readText(error, "name") === "NotCapable" ? notGranted : unavailable;
  }
}
