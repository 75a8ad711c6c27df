interface FileSystem {
  writeSync(file: number, bytes: Uint8Array, offset: number): number;
}

interface ProcessLike {
  getBuiltinModule?(name: "node:fs"): FileSystem | undefined;
  on?(event: "exit" | "uncaughtExceptionMonitor", listener: () => void): unknown;
}

const maxChunkLength = 65_536;
const standardOutput = 1;

/**
 * Standard output in chunks, one a turn of the event loop; the console where there is no such thing, as on workerd.
 *
 * Written with `writeSync`, so that a line is out before the next request is read, and, also when the process ends
 * or crashes. `console.log` costs 0.14 to 0.34 of the requests a server can answer (2026-11).
 */
export class Stdout {
  readonly #scope: object;
  readonly #encoder = new TextEncoder();
  #fs: FileSystem | undefined;
  #defer: ((work: () => void) => unknown) | undefined;
  #chunk = "";
  #isOpen = false;

  /** Does nothing until the first line, so that it may be made in module scope. */
  constructor(scope: object = globalThis) {
    this.#scope = scope;
  }

  /** Sees to it that what is first written while the process crashes comes out as well. */
  prepare(): void {
    if (!this.#isOpen) this.#open();
  }

  write(line: string): void {
    this.prepare();
    if (this.#fs === undefined) {
      console.log(line);
      return;
    }
    if (this.#chunk === "") this.#defer?.(() => this.#writeOut());
    this.#chunk += `${line}\n`;
    if (this.#chunk.length >= maxChunkLength) this.#writeOut();
  }

  #open(): void {
    this.#isOpen = true;
    const navigator: { readonly userAgent?: string } | undefined = Reflect.get(
      this.#scope,
      "navigator",
    );
    const process: ProcessLike | undefined = Reflect.get(this.#scope, "process");
    const defer: ((work: () => void) => unknown) | undefined = Reflect.get(
      this.#scope,
      "setImmediate",
    );
    const isServer = navigator?.userAgent !== "Cloudflare-Workers" && process?.on !== undefined;
    if (!isServer || defer === undefined) return;
    this.#fs = process.getBuiltinModule?.("node:fs");
    this.#defer = defer;
    process.on?.("exit", () => this.#writeOut());
    // Deno ends without `exit` after an uncaught error (2.9).
    process.on?.("uncaughtExceptionMonitor", () => this.#writeOut());
  }

  #writeOut(): void {
    const bytes = this.#encoder.encode(this.#chunk);
    this.#chunk = "";
    if (bytes.length === 0 || this.#fs === undefined) return;
    const written = writeAll(this.#fs, bytes);
    if (written === bytes.length) return;
    // A pipe that is full and does not block, or closed: from here on the console waits, or gives it up.
    this.#fs = undefined;
    console.log(new TextDecoder().decode(bytes.subarray(written, -1)));
  }
}

/** The one standard output of the process. */
export const stdout: Stdout = new Stdout();

/** Returns how many bytes were taken. */
function writeAll(fs: FileSystem, bytes: Uint8Array): number {
  let written = 0;
  try {
    while (written < bytes.length) written += fs.writeSync(standardOutput, bytes, written);
  } catch {
    // The caller goes on with what is left.
  }
  return written;
}
