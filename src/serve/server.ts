import { systemClock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { detectRuntime } from "../core/runtime.ts";
import { listen, type Fetch, type Listener } from "./listen.ts";

/** What must be written before the process may end: what `edgewatch()` returns. */
export interface Closable {
  close(): Promise<void>;
  /** Told before the server stops accepting. */
  drain?(): void;
}

export interface FetchApp {
  fetch(request: Request, ...rest: never[]): unknown;
}

export interface ServeOptions {
  /** 0 takes a free one. @default 8787 */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly hostname?: string;
  /**
   * How long the server goes on after SIGTERM while `/readyz` says 503, so that load balancers look elsewhere, in
   * milliseconds. SIGINT does not wait.
   *
   * @default 1_000
   */
  readonly drainMs?: number;
  /** How long running requests may take when the server closes, in milliseconds. @default 10_000 */
  readonly graceMs?: number;
}

/** A running server. */
export interface Server {
  readonly port: number;
  /** Stops accepting, lets running requests end, writes what is left, and closes the store. */
  close(): Promise<void>;
}

type Signal = "SIGINT" | "SIGTERM";

interface Signals {
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  exit(code: number): void;
}

const interruptedCode = 130;
const sameSignalMs = 1_000;

/**
 * Serves an app on Deno, Bun or Node until SIGINT or SIGTERM, and loses nothing then: it stops accepting, lets
 * running requests end, and writes what is left to the store before the process exits.
 *
 * A second signal, more than a second later, ends the process at once. Node needs `@hono/node-server` installed.
 *
 * @throws Error when the port is taken.
 *
 * @example
 * ```ts
 * import { edgewatch, memoryStore, serve } from "edgewatch/server";
 *
 * const watch = edgewatch({ service: "hello", store: memoryStore() });
 * const app = watch.handler({ fetch: () => new Response("hi") });
 * const server = await serve(watch, app, { port: 0 });
 * console.assert((await fetch(`http://127.0.0.1:${server.port}/`)).ok);
 * await server.close();
 * ```
 */
export async function serve(
  watch: Closable,
  app: FetchApp,
  options: ServeOptions = {},
): Promise<Server> {
  const { port = 8_787, hostname = "127.0.0.1", drainMs = 1_000, graceMs = 10_000 } = options;
  // Deno passes no request to a handler that declares no parameter (2.9).
  const fetch: Fetch = (request, info) =>
    Reflect.apply(Reflect.get(app, "fetch"), app, [request, info]);
  const listener = await listen(detectRuntime(), fetch, { port, hostname });
  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= closeAll(listener, watch, graceMs);
    return closing;
  }
  const stopListening = closeOnSignals(async (signal) => {
    watch.drain?.();
    if (signal === "SIGTERM") await systemClock.delay(drainMs);
    await close();
  });
  return { port: listener.port, close: () => close().finally(stopListening) };
}

async function closeAll(listener: Listener, watch: Closable, graceMs: number): Promise<void> {
  watch.drain?.();
  try {
    await withDeadline(listener.stop(), "end all requests", graceMs, systemClock);
  } catch {
    listener.force();
  }
  await watch.close();
}

/** Returns the function that lets signals end the process as usual again. */
function closeOnSignals(close: (signal: Signal) => Promise<void>): () => void {
  const process: Signals = Reflect.get(globalThis, "process");
  let closingSinceMs: number | undefined;
  function onSignal(signal: Signal): void {
    if (closingSinceMs !== undefined) {
      // A terminal's Ctrl-C reaches a program twice where npm passes it on as well.
      if (performance.now() - closingSinceMs > sameSignalMs) process.exit(interruptedCode);
      return;
    }
    closingSinceMs = performance.now();
    close(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("Cannot write what is left to the store:", error);
        process.exit(1);
      },
    );
  }
  function onInterrupt(): void {
    onSignal("SIGINT");
  }
  function onTerminate(): void {
    onSignal("SIGTERM");
  }
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}
