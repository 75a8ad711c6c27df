import type { FileChunk } from "./file-chunk.ts";
import { lapseMs } from "./file-lease.ts";
import type { FileNames } from "./file-name.ts";
import type { FileSettings } from "./file-options.ts";
import { errorCode, type FileSystem } from "./file-system.ts";

/** The file that is being written. */
interface OpenFile {
  readonly id: number;
  readonly name: string;
  readonly period: number;
  /** Where the next line goes. */
  endBytes: number;
  /** How long the file is: more than `endBytes` after half a line. */
  sizeBytes: number;
  /** When it was last written or renewed, on both clocks. */
  renewedMs: number;
  renewedMonotonicMs: number;
}

/**
 * Writes chunks into files of its own, one after the other, and begins a new one where the size or the time says so.
 *
 * Every write names its position, and nobody else writes these files. So the same bytes may be written twice, by a
 * repeated attempt or by a process that ends while a write is under way, and still stand there once.
 */
export class FileWriter {
  readonly #settings: FileSettings;
  readonly #names: FileNames;
  readonly #files: FileSystem;
  readonly #onChange: () => void;
  #file: OpenFile | undefined;
  /** What is being created, and may be there already. */
  #nascent: string | undefined;
  /** What was closed for good. */
  #ended: string | undefined;
  #lastTimeMs: number | undefined;
  #begun = 0;

  /** @param onChange called when a file was begun or closed */
  constructor(settings: FileSettings, names: FileNames, onChange: () => void) {
    this.#settings = settings;
    this.#names = names;
    this.#files = settings.files;
    this.#onChange = onChange;
  }

  /** Name of the file that is being written, or was written last when all is over. */
  get liveName(): string | undefined {
    return this.#file?.name ?? this.#ended;
  }

  /** How many files were begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Whether a file of this name is being written, or created to be. */
  isLive(name: string): boolean {
    return name === this.liveName || name === this.#nascent;
  }

  /** Resolves when the whole chunk is in files; after a rejection it may be called with the same chunk again. */
  async write(chunk: FileChunk): Promise<void> {
    while (!chunk.isDone) {
      if (this.#file !== undefined && !(await this.#isUsable(this.#file))) await this.release();
      const file = this.#file ?? (await this.#begin());
      // A crash was handled meanwhile.
      if (chunk.isDone) break;
      const endBytes = this.#endFor(file, chunk);
      if (endBytes > chunk.doneBytes) await this.#writePart(file, chunk, endBytes);
      else await this.release();
    }
  }

  /** Writes the rest of a chunk at once, whatever the limits: for when the process ends. */
  writeSync(chunk: FileChunk): void {
    const file = this.#file ?? this.#adopt(...this.#createSync());
    const [start, position] = [chunk.doneBytes, file.endBytes];
    let written = 0;
    while (start + written < chunk.bytes.length) {
      const rest = chunk.bytes.subarray(start + written);
      written += taken(this.#files.writeSync(file.id, rest, position + written));
      note(file, chunk, start, position, written);
    }
  }

  /** Marks the file as in use, and closes it when its time is over. */
  async renew(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    if (this.#period() !== file.period || this.#hasLapsed(file)) {
      await this.release();
      return;
    }
    const { clock } = this.#settings;
    await this.#files.touch(file.id, clock.now());
    this.#markRenewed(file);
  }

  /** Closes the file; the next chunk begins another. */
  async release(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      await this.#files.close(file.id);
    } finally {
      this.#onChange();
    }
  }

  /** Closes the file for good: it stays as it is, for people who want to see how the process ended. */
  async end(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#ended = file.name;
    this.#file = undefined;
    await this.#files.close(file.id);
  }

  /** Whether the file is still there as it was left, and no limit of time is reached. */
  async #isUsable(file: OpenFile): Promise<boolean> {
    if (this.#period() !== file.period || this.#hasLapsed(file)) return false;
    try {
      const { links, sizeBytes } = await this.#files.facts(file.id);
      return links > 0 && sizeBytes === file.sizeBytes;
    } catch {
      return false;
    }
  }

  #endFor(file: OpenFile, chunk: FileChunk): number {
    const endBytes = chunk.endWithin(this.#settings.maxFileBytes - file.endBytes);
    return endBytes === chunk.doneBytes && file.endBytes === 0 ? chunk.endOfLine() : endBytes;
  }

  async #writePart(file: OpenFile, chunk: FileChunk, endBytes: number): Promise<void> {
    const [start, position] = [chunk.doneBytes, file.endBytes];
    let written = 0;
    try {
      while (start + written < endBytes) {
        const rest = chunk.bytes.subarray(start + written, endBytes);
        written += taken(await this.#files.write(file.id, rest, position + written));
        note(file, chunk, start, position, written);
        this.#markRenewed(file);
      }
    } catch (error) {
      // Deno writes on after a short write, so that one that failed may have written something (2.9).
      const sizeBytes = await this.#sizeOf(file);
      written = Math.max(written, Math.min(sizeBytes - position, endBytes - start));
      note(file, chunk, start, position, written);
      throw error;
    }
  }

  async #sizeOf(file: OpenFile): Promise<number> {
    try {
      return (await this.#files.facts(file.id)).sizeBytes;
    } catch {
      return 0;
    }
  }

  async #begin(): Promise<OpenFile> {
    this.#lastTimeMs ??= await this.#newestTimeMs();
    for (;;) {
      const name = this.#nextName();
      this.#nascent = name;
      try {
        const id = await this.#files.create(this.#names.pathOf(name));
        if (this.#file === undefined) return this.#adopt(name, id);
        // A crash was handled meanwhile: what it wrote is in a file already.
        await this.#files.close(id);
        return this.#file;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
      } finally {
        this.#nascent = undefined;
      }
    }
  }

  #createSync(): readonly [name: string, id: number] {
    const name = this.#nextName();
    return [name, this.#files.createSync(this.#names.pathOf(name))];
  }

  #adopt(name: string, id: number): OpenFile {
    const { clock } = this.#settings;
    const renewed = { renewedMs: clock.now(), renewedMonotonicMs: clock.monotonicMs() };
    const file = { id, name, period: this.#period(), endBytes: 0, sizeBytes: 0, ...renewed };
    this.#file = file;
    this.#begun++;
    this.#onChange();
    return file;
  }

  /** Later than every other of this sink, and than those that it found, even if the clock went back. */
  #nextName(): string {
    const timeMs = Math.max(this.#settings.clock.now(), (this.#lastTimeMs ?? 0) + 1);
    this.#lastTimeMs = timeMs;
    return this.#names.create(timeMs);
  }

  async #newestTimeMs(): Promise<number> {
    const names = await this.#files.list(this.#names.folder);
    return names.reduce(
      (newest, name) => Math.max(newest, this.#names.parse(name)?.timeMs ?? 0),
      0,
    );
  }

  #period(): number {
    return Math.floor(this.#settings.clock.now() / this.#settings.periodMs);
  }

  #markRenewed(file: OpenFile): void {
    file.renewedMs = this.#settings.clock.now();
    file.renewedMonotonicMs = this.#settings.clock.monotonicMs();
  }

  /** Whether this process slept for so long that others may think it dead; both clocks, as either may stand still. */
  #hasLapsed(file: OpenFile): boolean {
    const { clock } = this.#settings;
    const sleptMs = clock.monotonicMs() - file.renewedMonotonicMs;
    return sleptMs > lapseMs || Math.abs(clock.now() - file.renewedMs) > lapseMs;
  }
}

/** A write that takes nothing and does not fail would be repeated for ever. */
function taken(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new Error("Cannot write a log file: the file system took no bytes and gave no reason");
}

/** Counts what was written from a place of a chunk at a position of the file; doing so twice changes nothing. */
function note(
  file: OpenFile,
  chunk: FileChunk,
  start: number,
  position: number,
  written: number,
): void {
  const end = chunk.note(start + written);
  file.endBytes = Math.max(file.endBytes, position + end - start);
  file.sizeBytes = Math.max(file.sizeBytes, position + written);
}
