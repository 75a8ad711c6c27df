import type { Runtime } from "../core/runtime.ts";

export type Fetch = (request: Request, info?: unknown) => unknown;

/** A server of the runtime, whichever it is. */
export interface Listener {
  readonly port: number;
  /** Stops accepting and waits for running requests; `force` ends them. */
  stop(): Promise<void>;
  force(): void;
}

const idleSweepMs = 20;

interface Address {
  readonly port: number;
  readonly hostname: string;
}

interface DenoLike {
  serve(
    options: Address & { readonly onListen: () => void },
    handler: Fetch,
  ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
}

interface BunLike {
  serve(options: Address & { readonly fetch: Fetch; readonly idleTimeout: number }): {
    readonly port: number;
    stop(closeActiveConnections?: boolean): Promise<void>;
  };
}

/**
 * Listens with the runtime's own HTTP server; on Node through `@hono/node-server`.
 *
 * @throws Error when the port is taken, or on a runtime without servers.
 */
export async function listen(runtime: Runtime, fetch: Fetch, address: Address): Promise<Listener> {
  if (runtime.name === "deno") return listenOnDeno(fetch, address);
  if (runtime.name === "bun") return listenOnBun(fetch, address);
  if (runtime.name === "node") return listenOnNode(fetch, address);
  throw new Error(`Cannot listen on ${runtime.name}: export the handler instead`);
}

function listenOnDeno(fetch: Fetch, address: Address): Listener {
  const deno: DenoLike = Reflect.get(globalThis, "Deno");
  const server = deno.serve({ ...address, onListen: () => {} }, fetch);
  return { port: server.addr.port, stop: () => server.shutdown(), force: () => {} };
}

function listenOnBun(fetch: Fetch, address: Address): Listener {
  const bun: BunLike = Reflect.get(globalThis, "Bun");
  // Bun ends a silent response after 10 s by itself; 255 s is as long as it allows (2026-11).
  const server = bun.serve({ ...address, fetch, idleTimeout: 255 });
  return { port: server.port, stop: () => server.stop(), force: () => void server.stop(true) };
}

async function listenOnNode(fetch: Fetch, address: Address): Promise<Listener> {
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({ fetch: (request) => fetch(request) });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.hostname, () => resolve());
  });
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : address.port,
    stop: () => stopNode(server),
    force: () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    },
  };
}

interface NodeServer {
  close(done: () => void): unknown;
  closeIdleConnections?(): void;
}

/** Node leaves connections open that have been idle for less than their keep-alive time: they are closed as they fall idle. */
async function stopNode(server: NodeServer): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections?.(), idleSweepMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
}
