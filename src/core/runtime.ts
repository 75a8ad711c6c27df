export type RuntimeName = "workerd" | "deno" | "bun" | "node" | "unknown";

/** A value that follows asynchronous work: the part of AsyncLocalStorage that is used. */
export interface AsyncContext {
  run<R>(value: unknown, callback: () => R): R;
  getStore(): unknown;
}

/** What the library asks of the platform it runs on. */
export interface Runtime {
  readonly name: RuntimeName;
  /** The environment variables of the process; empty on workerd, which passes `env` with each request. */
  readonly env: Readonly<Record<string, unknown>>;
  /** What all instances in a process share, so that `log` finds whichever runs; undefined without AsyncLocalStorage. */
  readonly context: AsyncContext | undefined;
  /** Memory in bytes; undefined where the runtime does not tell. */
  memory(): { readonly rssBytes: number; readonly heapUsedBytes: number } | undefined;
}

interface ProcessLike {
  readonly env?: Record<string, unknown>;
  getBuiltinModule?(name: "node:async_hooks"): {
    readonly AsyncLocalStorage: new () => AsyncContext;
  };
  memoryUsage?(): { readonly rss: number; readonly heapUsed: number };
}

function createContext(scope: object): AsyncContext | undefined {
  const process: ProcessLike | undefined = Reflect.get(scope, "process");
  const hooks = process?.getBuiltinModule?.("node:async_hooks");
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage();
}

const sharedContext = createContext(globalThis);

/** Detects the runtime by its user agent: since 2026-08 workerd has a `process` of its own. */
export function detectRuntime(scope: object = globalThis): Runtime {
  const process: ProcessLike | undefined = Reflect.get(scope, "process");
  const navigator: { readonly userAgent?: string } | undefined = Reflect.get(scope, "navigator");
  const name = nameOf(navigator?.userAgent ?? "");
  return {
    name,
    env: name === "workerd" ? {} : (process?.env ?? {}),
    context: scope === globalThis ? sharedContext : createContext(scope),
    memory: () => {
      const usage = process?.memoryUsage?.();
      // workerd answers 0 for what it does not know (2026-11).
      if (usage === undefined || usage.rss === 0) return undefined;
      return { rssBytes: usage.rss, heapUsedBytes: usage.heapUsed };
    },
  };
}

function nameOf(userAgent: string): RuntimeName {
  if (userAgent === "Cloudflare-Workers") return "workerd";
  if (userAgent.startsWith("Deno/")) return "deno";
  if (userAgent.startsWith("Bun/")) return "bun";
  if (userAgent.startsWith("Node.js/")) return "node";
  return "unknown";
}

/** Reads one variable; undefined where it is absent, empty, or may not be read (Deno without `--allow-env`). */
export function readVariable(
  env: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  try {
    const value = env[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}
