import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { RedisError, RespConnection, type Reply } from "./resp-connection.ts";

const startTimeoutMs = 10_000;

/** A real redis-server of this test's own, on a socket in a folder of its own; nothing of it stays. */
export class RedisServer {
  readonly folder: string = mkdtempSync(join(tmpdir(), "edgewatch-redis-"));
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;
  #connection: RespConnection | undefined;

  private constructor(settings: readonly string[]) {
    this.#settings = settings;
  }

  /** @throws Error naming `scripts/services` where redis-server is missing. */
  static async start(...settings: string[]): Promise<RedisServer> {
    const server = new RedisServer(settings);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get socket(): string {
    return join(this.folder, "socket");
  }

  /** Starts it again after it was killed. */
  async start(): Promise<void> {
    const own = ["--port", "0", "--unixsocket", this.socket, "--dir", this.folder, "--save", ""];
    rmSync(this.socket, { force: true });
    const child = spawn("redis-server", [...own, ...this.#settings], { stdio: "ignore" });
    const missing = new Promise<never>((_, reject) => {
      child.once("error", (cause) => {
        reject(
          new Error("Cannot start redis-server: it is missing; run scripts/services", { cause }),
        );
      });
    });
    this.#process = child;
    await Promise.race([missing, this.#untilReady()]);
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#connection?.close();
    this.#connection = undefined;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.pid !== undefined && child.exitCode === null && child.kill("SIGKILL")) await ended;
    this.#process = undefined;
  }

  /** Lets it run no further: it takes connections, and answers nothing. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends a command on one connection for all. */
  async send(...command: (string | number)[]): Promise<Reply> {
    if (this.#connection?.isOpen !== true) this.#connection = new RespConnection(this.socket);
    return await this.#connection.send(command);
  }

  /** A client that speaks to it without a proxy between them. */
  client(): RedisClient {
    return {
      eval: (script, keys, args) => this.#result("EVAL", script, keys.length, ...keys, ...args),
      mget: (...keys) => this.#result("MGET", ...keys),
    };
  }

  /** Times a command was called since the start, those in scripts as well, by its name. */
  async calls(): Promise<ReadonlyMap<string, number>> {
    const info = await this.send("INFO", "commandstats");
    const calls = [
      ...(typeof info === "string" ? info : "").matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm),
    ];
    return new Map(calls.map(([, name = "", count]) => [name, Number(count)]));
  }

  /** Deno (2.9) sends a child process of its own no second signal by `kill()` of the child. */
  #signal(name: "SIGSTOP" | "SIGCONT"): void {
    const pid = this.#process?.pid;
    if (pid !== undefined) process.kill(pid, name);
  }

  async #result(...command: (string | number)[]): Promise<unknown> {
    const reply = await this.send(...command);
    if (reply instanceof RedisError) throw new Error(reply.message);
    return reply;
  }

  async #untilReady(): Promise<void> {
    const endMs = Date.now() + startTimeoutMs;
    while (Date.now() < endMs) {
      if (existsSync(this.socket) && (await this.#isReady())) return;
      await sleep(10);
    }
    throw new Error("Cannot start redis-server: it does not answer");
  }

  async #isReady(): Promise<boolean> {
    try {
      return !((await this.send("PING")) instanceof RedisError);
    } catch {
      return false;
    }
  }
}
