import type { RuntimeName } from "../core/runtime.ts";

export interface TcpAddress {
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
}

/** One connection, as whatever a platform has. */
export interface TcpConnection {
  write(bytes: Uint8Array): Promise<void>;
  /** Undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  close(): void;
}

export type TcpConnect = (address: TcpAddress, signal: AbortSignal) => Promise<TcpConnection>;

/** Loads what a runtime connects with; nothing is loaded before it is used. */
export async function loadTcpConnect(runtimeName: RuntimeName): Promise<TcpConnect> {
  if (runtimeName === "workerd") return (await import("./workers-tcp.ts")).connectOnWorkers;
  return (await import("./node-tcp.ts")).connectOnNode;
}
