import type { TcpAddress, TcpConnection } from "./tcp.ts";

interface NodeSocket {
  on(event: string, listener: (value?: unknown) => void): void;
  write(bytes: Uint8Array): void;
  destroy(): void;
}

interface NodeSockets {
  connect(options: {
    readonly host: string;
    readonly port: number;
    readonly servername?: string;
  }): NodeSocket;
}

/** In a variable, so that bundlers for other runtimes leave it alone. */
const modules: { readonly plain: string; readonly tls: string } = {
  plain: "node:net",
  tls: "node:tls",
};

/** Connects on Deno, Bun and Node. */
export async function connectOnNode(
  { hostname, port, tls }: TcpAddress,
  signal: AbortSignal,
): Promise<TcpConnection> {
  const sockets: NodeSockets = await import(/* @vite-ignore */ tls ? modules.tls : modules.plain);
  signal.throwIfAborted();
  const secure = tls ? { servername: hostname } : {};
  const connection = new NodeConnection(
    sockets.connect({ host: hostname, port, ...secure }),
    signal,
  );
  await connection.opened;
  return connection;
}

class NodeConnection implements TcpConnection {
  readonly opened: Promise<void>;
  readonly #socket: NodeSocket;
  readonly #chunks: Uint8Array[] = [];
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(socket: NodeSocket, signal: AbortSignal) {
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      // What is written before TLS is agreed on waits for it.
      socket.on("connect", () => resolve());
      socket.on("error", (error) => {
        this.#fail(error);
        reject(asError(error));
      });
      signal.addEventListener("abort", () => {
        this.#fail(signal.reason);
        reject(asError(signal.reason));
        socket.destroy();
      });
    });
    socket.on("data", (chunk) => {
      if (chunk instanceof Uint8Array) this.#chunks.push(chunk);
      this.#wake();
    });
    socket.on("close", () => {
      this.#isEnded = true;
      this.#wake();
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    // What goes wrong is seen by whoever reads: the socket knows the cause, its writer only that it has ended.
    this.#socket.write(bytes);
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error("Cannot connect: no answer", { cause });
}
