import { connect, type Socket } from "node:net";

/** What Redis answers: texts, numbers, lists, nothing, or an error. */
export type Reply = string | number | null | RedisError | Reply[];

/** An answer of Redis that begins with `-`. */
export class RedisError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

interface Parsed {
  readonly reply: Reply;
  readonly next: number;
}

/** One connection to a Redis server, which answers commands in the order in which they were sent. */
export class RespConnection {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  /** Bytes as characters, so that lengths are those of RESP. */
  #parts: string[] = [];
  #error: Error | undefined;

  constructor(path: string) {
    this.#socket = connect({ path });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (part) => this.#receive(String(part)));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("Connection closed")));
  }

  get isOpen(): boolean {
    return this.#error === undefined;
  }

  send(command: readonly (string | number)[]): Promise<Reply> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const parts = command.map((part) => {
        const text = String(part);
        return `$${new TextEncoder().encode(text).length}\r\n${text}\r\n`;
      });
      this.#socket.write(`*${parts.length}\r\n${parts.join("")}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(part: string): void {
    this.#parts.push(part);
    // A long value comes in many parts: put together once its end may be there.
    if (!part.endsWith("\n")) return;
    const bytes = this.#parts.join("");
    let at = 0;
    for (;;) {
      const parsed = parse(bytes, at);
      if (parsed === undefined) break;
      at = parsed.next;
      this.#waiting.shift()?.resolve(parsed.reply);
    }
    this.#parts = at === bytes.length ? [] : [bytes.slice(at)];
  }

  #fail(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#error);
  }
}

/** Undefined while its end is missing. */
function parse(bytes: string, at: number): Parsed | undefined {
  const end = bytes.indexOf("\r\n", at);
  if (end === -1) return undefined;
  const kind = bytes[at];
  const line = bytes.slice(at + 1, end);
  if (kind === "+") return { reply: line, next: end + 2 };
  if (kind === "-") return { reply: new RedisError(line), next: end + 2 };
  if (kind === ":") return { reply: Number(line), next: end + 2 };
  const length = Number(line);
  if (length === -1) return { reply: null, next: end + 2 };
  if (kind !== "$") return parseList(bytes, end + 2, length);
  const next = end + 2 + length + 2;
  if (next > bytes.length) return undefined;
  return { reply: decoded(bytes.slice(end + 2, next - 2)), next };
}

/** The UTF-8 in characters that are bytes. */
function decoded(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

function parseList(bytes: string, start: number, length: number): Parsed | undefined {
  const list: Reply[] = [];
  let next = start;
  while (list.length < length) {
    const parsed = parse(bytes, next);
    if (parsed === undefined) return undefined;
    list.push(parsed.reply);
    next = parsed.next;
  }
  return { reply: list, next };
}
