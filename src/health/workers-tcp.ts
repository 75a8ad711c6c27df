import type { TcpAddress, TcpConnection } from "./tcp.ts";

interface WorkersSocket {
  readonly opened: Promise<unknown>;
  readonly closed: Promise<unknown>;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  close(): Promise<void>;
}

interface WorkersSockets {
  connect(
    address: { readonly hostname: string; readonly port: number },
    options: { readonly secureTransport: "on" | "off" },
  ): WorkersSocket;
}

/** In a variable, so that bundlers for other runtimes leave it alone. */
const modules: { readonly sockets: string } = { sockets: "cloudflare:sockets" };

/** Connects on Workers. */
export async function connectOnWorkers(
  { hostname, port, tls }: TcpAddress,
  signal: AbortSignal,
): Promise<TcpConnection> {
  const sockets: WorkersSockets = await import(/* @vite-ignore */ modules.sockets);
  signal.throwIfAborted();
  const socket = sockets.connect({ hostname, port }, { secureTransport: tls ? "on" : "off" });
  function close(): void {
    socket.close().catch(() => {});
  }
  signal.addEventListener("abort", close);
  // What happened is seen by whoever reads.
  socket.closed.catch(() => {});
  await socket.opened;
  const reader = socket.readable.getReader();
  const writer = socket.writable.getWriter();
  return {
    write: (bytes) => writer.write(bytes),
    async read(): Promise<Uint8Array | undefined> {
      const { done, value } = await reader.read();
      return done ? undefined : value;
    },
    close,
  };
}
