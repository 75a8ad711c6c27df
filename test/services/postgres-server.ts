import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

/** PostgreSQL refuses to run as root: it runs as nobody then. */
const nobody = 65_534;
const debianFolder = "/usr/lib/postgresql";
const startTimeoutMs = 20_000;
/** Durability is not what is tested. */
const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];

/** A real PostgreSQL of this test's own, on a port and in a folder of its own; nothing of it stays. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string = mkdtempSync(join(tmpdir(), "edgewatch-postgres-"));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** @throws Error naming `scripts/services` where PostgreSQL is missing. */
  static async start(): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort());
    try {
      if (process.getuid?.() === 0) chownSync(server.#folder, nobody, nobody);
      const given = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"];
      const [program, ...args] = command("initdb", "-D", server.#data, ...given);
      await promisify(execFile)(program, args, { cwd: server.#folder });
      await server.start();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  /** What a client connects to. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts it again after it was stopped; resolves when it takes connections. */
  async start(): Promise<void> {
    const given = settings.flatMap((setting) => ["-c", setting]);
    const port = String(this.port);
    const [program, ...args] = command("postgres", "-D", this.#data, "-p", port, ...given);
    const child = spawn(program, args, { cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`Cannot start PostgreSQL: it is not ready after ${startTimeoutMs} ms`));
      }, startTimeoutMs);
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(timer);
        reject(new Error(`Cannot start PostgreSQL: it ended with ${code}`));
      });
      createInterface({ input: child.stderr }).on("line", (line) => {
        if (!line.includes("ready to accept connections")) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends it as an operator does: running sessions are told, and cut off. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
  }

  /** Lets nothing of it run: it takes connections, and answers nothing. */
  async pause(): Promise<void> {
    await this.#signal("SIGSTOP");
  }

  async resume(): Promise<void> {
    await this.#signal("SIGCONT");
  }

  /** Ends it, whatever it does, and removes its folder. */
  async remove(): Promise<void> {
    await this.resume();
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  /** The server is one process, and one more for each session. */
  async #signal(signal: "SIGSTOP" | "SIGCONT"): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    process.kill(pid, signal);
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(pid)]);
    for (const child of stdout.trim().split("\n")) kill(Number(child), signal);
  }
}

function kill(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // A session that has ended by now.
  }
}

/** What runs a program of PostgreSQL's server, as nobody where this process is root. */
function command(name: string, ...args: readonly string[]): [string, ...string[]] {
  const found = find(name);
  if (found === undefined) {
    throw new Error(`Cannot start PostgreSQL: ${name} is missing; run scripts/services`);
  }
  if (process.getuid?.() !== 0) return [found, ...args];
  const identity = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  return ["setpriv", ...identity, found, ...args];
}

/** Debian keeps the server's programs out of the path, one folder for each version. */
function find(name: string): string | undefined {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...versions
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(debianFolder, version, "bin")),
  ];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
