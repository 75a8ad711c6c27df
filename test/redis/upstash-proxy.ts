import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisServer } from "./redis-server.ts";
import { RedisError, type Reply } from "./resp-connection.ts";

/**
 * What goes wrong with a request: it is slow, so that others overtake it, it gets lost before or after it was run, it is run
 * twice, its answer is an error, an error with status 200, a page, or cut off, or nothing answers.
 */
export type ProxyFault =
  | "slow"
  | "lost before"
  | "lost after"
  | "twice"
  | "error 500"
  | "error 200"
  | "page instead"
  | "half a reply"
  | "silence";

/** Faults that tests of stores choose from at random: all but an error with status 200, and silence. */
export const randomFaults: readonly ProxyFault[] = [
  "slow",
  "lost before",
  "lost after",
  "twice",
  "error 500",
  "page instead",
  "half a reply",
];

const token = "secret-token";
const slownessMs = 20;

type Command = readonly (string | number)[];

/** Speaks the REST protocol of Upstash in front of a redis-server, and makes trouble when asked to. */
export class UpstashProxy {
  readonly #redis: RedisServer;
  readonly #server: Server;
  /** Chooses what happens to the next request. */
  nextFault: () => ProxyFault | undefined = () => undefined;
  /** How much longer each answer takes. */
  latencyMs = 0;
  /** How often each fault has happened. */
  readonly happened = new Map<ProxyFault, number>();

  private constructor(redis: RedisServer) {
    this.#redis = redis;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(redis: RedisServer): Promise<UpstashProxy> {
    const proxy = new UpstashProxy(redis);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** What a store is given. */
  get address(): { readonly url: string; readonly token: string } {
    const address = this.#server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    return { url: `http://127.0.0.1:${port}`, token };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    if (request.headers.authorization !== `Bearer ${token}`) {
      answer(response, 401, { error: "WRONGPASS invalid or missing auth token" });
      return;
    }
    const fault = this.nextFault();
    if (fault !== undefined) this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1);
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    if (fault === "slow") await sleep(slownessMs);
    if (fault === "lost before") response.destroy();
    else if (fault === "error 500") answer(response, 500, { error: "internal error" });
    else if (fault === "error 200") answer(response, 200, { error: "ERR upstream is gone" });
    else if (fault === "page instead") page(response);
    else if (fault !== "silence") await this.#run(request, response, body, fault);
  }

  async #run(
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
    fault: ProxyFault | undefined,
  ): Promise<void> {
    const isEncoded = request.headers["upstash-encoding"] === "base64";
    const { status, value } = await this.#answerTo(request.url ?? "/", body, isEncoded);
    if (fault === "twice") await this.#answerTo(request.url ?? "/", body, isEncoded);
    if (fault === "lost after") response.destroy();
    else if (fault === "half a reply") cutOff(response, JSON.stringify(value));
    else answer(response, status, value);
  }

  async #answerTo(
    url: string,
    body: string,
    isEncoded: boolean,
  ): Promise<{ readonly status: number; readonly value: unknown }> {
    const path = url.replace(/\/$/, "");
    if (path === "/pipeline" || path === "/multi-exec") {
      const commands: Command[] = JSON.parse(body);
      return { status: 200, value: await this.#all(commands, path, isEncoded) };
    }
    const command: Command = JSON.parse(body);
    const value = told(await this.#redis.send(...command), isEncoded);
    return { status: "error" in value ? 400 : 200, value };
  }

  async #all(commands: readonly Command[], path: string, isEncoded: boolean): Promise<unknown[]> {
    const isAtomic = path === "/multi-exec";
    if (isAtomic) await this.#redis.send("MULTI");
    const replies = await Promise.all(commands.map((command) => this.#redis.send(...command)));
    const results = isAtomic ? await this.#redis.send("EXEC") : replies;
    return Array.isArray(results)
      ? results.map((reply) => told(reply, isEncoded))
      : [told(results, isEncoded)];
  }
}

function told(reply: Reply, isEncoded: boolean): { result: unknown } | { error: string } {
  if (reply instanceof RedisError) return { error: reply.message };
  return { result: isEncoded ? encoded(reply) : reply };
}

/** All texts but `OK`, as Upstash does. */
function encoded(reply: Reply): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encoded(item));
  if (typeof reply !== "string" || reply === "OK") return reply;
  let bytes = "";
  for (const byte of new TextEncoder().encode(reply)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

async function readText(request: IncomingMessage): Promise<string> {
  request.setEncoding("utf8");
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function page(response: ServerResponse): void {
  response.writeHead(502, { "content-type": "text/html" });
  response.end("<html><body>Bad gateway</body></html>");
}

/** Promises more than it sends. */
function cutOff(response: ServerResponse, text: string): void {
  const length = new TextEncoder().encode(text).length;
  response.writeHead(200, { "content-type": "application/json", "content-length": length });
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
}
