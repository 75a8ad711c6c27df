import { detectRuntime } from "../core/runtime.ts";
import type { Check, CheckContext, CheckDetail, CheckSettings } from "./check.ts";
import { failureCodeOf } from "./failure-code.ts";
import { loadTcpConnect, type TcpAddress, type TcpConnect, type TcpConnection } from "./tcp.ts";

export interface RedisTcpAddress {
  readonly hostname: string;
  /** @default 6379 */
  readonly port?: number | undefined;
  /** @default false */
  readonly tls?: boolean | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface RedisTcpCheckOptions extends CheckSettings {
  /** What to connect with. @default `cloudflare:sockets` on Workers, `node:net` and `node:tls` elsewhere */
  readonly connect?: TcpConnect | undefined;
}

/** Longer than any answer to AUTH and PING. */
const maxReplyBytes = 4_096;

/** Looks whether a Redis answers PING with PONG, in the protocol of Redis itself. */
export function redisTcpCheck(
  name: string,
  { hostname, port = 6_379, tls = false, username, password }: RedisTcpAddress,
  { connect, ...settings }: RedisTcpCheckOptions = {},
): Check {
  const address: TcpAddress = { hostname, port, tls };
  const auth =
    password === undefined
      ? []
      : [["AUTH", ...(username === undefined ? [] : [username]), password]];
  const commands = [...auth, ["PING"]];
  async function run({ signal }: CheckContext): Promise<CheckDetail> {
    const open = connect ?? (await loadTcpConnect(detectRuntime().name));
    const connection = await open(address, signal);
    try {
      await connection.write(new TextEncoder().encode(commands.map(formatCommand).join("")));
      return judge(await readLines(connection, commands.length));
    } finally {
      connection.close();
    }
  }
  return { name, kind: "redis", ...settings, run };
}

function formatCommand(parts: readonly string[]): string {
  const texts = parts.map((part) => `$${new TextEncoder().encode(part).length}\r\n${part}\r\n`);
  return `*${parts.length}\r\n${texts.join("")}`;
}

/** Reads one line a command, fewer when the connection ends before or says too much. */
async function readLines(connection: TcpConnection, count: number): Promise<string[]> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const lines = text.split("\r\n").slice(0, -1);
    if (lines.length >= count || text.length > maxReplyBytes) return lines;
    const chunk = await connection.read();
    if (chunk === undefined) return lines;
    text += decoder.decode(chunk, { stream: true });
  }
}

function judge(lines: readonly string[]): CheckDetail {
  const refusal = lines.find((line) => line.startsWith("-"));
  if (refusal !== undefined) {
    const code = failureCodeOf(refusal);
    return { status: "fail", code: code === "unknown" ? "bad_reply" : code, output: refusal };
  }
  if (lines.length === 0) return { status: "fail", code: "refused" };
  return lines.at(-1) === "+PONG" ? { status: "pass" } : { status: "fail", code: "bad_reply" };
}
