import * as fs from "node:fs";
import * as promises from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** What is known of a file without reading it. */
export interface FileFacts {
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Names that the file has; 0 when it was deleted while open. */
  readonly links: number;
  readonly isLink: boolean;
}

/** The part of a file system that log files need; a parameter, so that tests can make it fail. */
export interface FileSystem {
  /** Creates a file for writing, and its folder where that is missing; rejects with EEXIST when it is there. */
  create(path: string): Promise<number>;
  createSync(path: string): number;
  /** Writes at a position, so that a repeated write changes nothing; resolves to how many bytes were taken. */
  write(file: number, bytes: Uint8Array, positionBytes: number): Promise<number>;
  writeSync(file: number, bytes: Uint8Array, positionBytes: number): number;
  facts(file: number): Promise<FileFacts>;
  /** Marks a file as changed just now. */
  touch(file: number, nowMs: number): Promise<void>;
  close(file: number): Promise<void>;
  /** Names in a folder; none where it is missing. */
  list(folder: string): Promise<readonly string[]>;
  /** Looks at a path without following a link; undefined when nothing is there. */
  look(path: string): Promise<FileFacts | undefined>;
  /** Length of the part of a file that ends with its last line feed. */
  wholeLinesBytes(path: string, sizeBytes: number): Promise<number>;
  truncate(path: string, sizeBytes: number): Promise<void>;
  /** Writes a gzipped copy under a name of its own that only `to` gets when it is complete and on the disk. */
  compress(from: string, temporary: string, to: string): Promise<void>;
  /** Deletes a file; one that is not there is as good. */
  remove(path: string): Promise<void>;
  readLink(path: string): Promise<string | undefined>;
  /** Makes `path` a link to a name in the same folder, or turns it to that name, at once. */
  link(path: string, temporary: string, target: string): Promise<void>;
}

const lineFeed = 10;
const blockBytes = 65_536;
/** Fails where the file exists; not in append mode, in which Linux ignores positions. */
const exclusive = "wx";
/** On log lines 1.5 times as fast as the default level, for 6 % more bytes (2026-11). */
const gzipLevel = 3;

/** The file system of Deno, Bun or Node. */
export const systemFiles: FileSystem = {
  async create(path) {
    try {
      return await open(path);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
      await promises.mkdir(dirname(path), { recursive: true });
      return open(path);
    }
  },
  createSync(path) {
    fs.mkdirSync(dirname(path), { recursive: true });
    return fs.openSync(path, exclusive);
  },
  write: (file, bytes, positionBytes) =>
    called<number>((done) => fs.write(file, bytes, 0, bytes.length, positionBytes, done)),
  writeSync: (file, bytes, positionBytes) =>
    fs.writeSync(file, bytes, 0, bytes.length, positionBytes),
  facts: async (file) => toFacts(await called<fs.Stats>((done) => fs.fstat(file, done))),
  touch: (file, nowMs) =>
    called<void>((done) => fs.futimes(file, nowMs / 1_000, nowMs / 1_000, done)),
  close: (file) => called<void>((done) => fs.close(file, done)),
  list: (folder) => unlessMissing(promises.readdir(folder), []),
  async look(path) {
    const stats = await unlessMissing(promises.lstat(path), undefined);
    return stats === undefined ? undefined : toFacts(stats);
  },
  wholeLinesBytes,
  truncate: (path, sizeBytes) => promises.truncate(path, sizeBytes),
  compress,
  remove: (path) => unlessMissing(promises.unlink(path), undefined),
  readLink: (path) => unlessMissing(promises.readlink(path), undefined),
  async link(path, temporary, target) {
    await promises.symlink(target, temporary);
    await promises.rename(temporary, path);
  },
};

/** The code of a failed system call, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}

type Callback<T> = (error: Error | null, result: T) => void;

function called<T>(call: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) =>
      error === null || error === undefined ? resolve(result) : reject(error),
    );
  });
}

function open(path: string): Promise<number> {
  return called<number>((done) => fs.open(path, exclusive, done));
}

function toFacts(stats: fs.Stats): FileFacts {
  return {
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
    links: stats.nlink,
    isLink: stats.isSymbolicLink(),
  };
}

async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return otherwise;
    throw error;
  }
}

async function wholeLinesBytes(path: string, sizeBytes: number): Promise<number> {
  const file = await promises.open(path, "r");
  try {
    const block = new Uint8Array(blockBytes);
    for (let end = sizeBytes; end > 0;) {
      const start = Math.max(0, end - blockBytes);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const found = block.subarray(0, bytesRead).lastIndexOf(lineFeed);
      if (found !== -1) return start + found + 1;
      end = start;
    }
    return 0;
  } finally {
    await file.close();
  }
}

async function compress(from: string, temporary: string, to: string): Promise<void> {
  try {
    const { atime, mtime } = await promises.stat(from);
    const target = await promises.open(temporary, "wx");
    try {
      const output = fs.createWriteStream(temporary, { fd: target.fd, autoClose: false });
      await pipeline(fs.createReadStream(from), createGzip({ level: gzipLevel }), output);
      await target.sync();
      await target.utimes(atime, mtime);
    } finally {
      await target.close();
    }
    await promises.rename(temporary, to);
  } catch (error) {
    await promises.rm(temporary, { force: true });
    throw error;
  }
}
