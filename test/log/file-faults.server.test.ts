import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, onTestFinished, test } from "vitest";
import { fileSink, type FileSink } from "../../src/log/file-sink.ts";
import { systemFiles, type FileSystem } from "../../src/log/file-system.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import {
  createFolder,
  eventually,
  FaultyFiles,
  listLogs,
  readLines,
  readNumbers,
} from "./file-fixtures.ts";
import { createRecord } from "./file-records.ts";

async function writeAndFlush(sink: FileSink, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) sink.write(createRecord(n));
  await sink.flush();
}

describe("fileSink() survives", () => {
  test.each([
    ["a full disk", "write", "ENOSPC", "disk_full"],
    ["a quota", "write", "EDQUOT", "disk_full"],
    ["a broken disk", "write", "EIO", "write_failed"],
    ["too many open files", "create", "EMFILE", "too_many_files"],
    ["a lost permission", "create", "EACCES", "no_permission"],
    ["a file system that became read-only", "create", "EROFS", "no_permission"],
    ["a folder that cannot be read", "list", "EIO", "write_failed"],
  ] as const)("%s", async (_, call, code, reason) => {
    const folder = createFolder();
    const faulty = new FaultyFiles();
    const errors: unknown[] = [];
    const clock = new FakeClock();
    const sink = fileSink({
      path: join(folder, "app.log"),
      queue: { maxRecords: 3 },
      files: faulty.files,
      clock,
      onError: (error) => {
        errors.push(error);
        throw new Error("and onError fails as well");
      },
    });
    faulty.break(call, code);
    await writeAndFlush(sink, 1);
    for (let n = 2; n <= 9; n++) sink.write(createRecord(n));
    await sink.flush();
    expect(errors).toEqual([expect.objectContaining({ code })]);
    const { queued, dropped } = sink.counts();
    expect(queued + (dropped[reason] ?? 0)).toBe(9);
    expect(queued).toBeLessThanOrEqual(4);
    faulty.mend();
    await clock.advance(5_000);
    await eventually(() => expect(sink.counts()).toMatchObject({ queued: 0, delivered: queued }));
    await writeAndFlush(sink, 10);
    await sink.close();
    expect(readNumbers(folder)).toEqual([1, 7, 8, 9, 10].slice(5 - queued - 1));
  });

  test("a disk that takes bytes a few at a time, and fails between them", async () => {
    const folder = createFolder();
    let calls = 0;
    const files: FileSystem = {
      ...systemFiles,
      write: (file, bytes, position) => {
        calls++;
        const error = Object.assign(new Error("full"), { code: "ENOSPC" });
        return calls % 3 === 0
          ? Promise.reject(error)
          : systemFiles.write(file, bytes.subarray(0, 150), position);
      },
    };
    const sink = fileSink({ path: join(folder, "app.log"), files, maxFileBytes: 600 });
    for (let n = 0; n < 5; n++) sink.write(createRecord(n));
    while (sink.counts().queued > 0) await sink.flush();
    await sink.close();
    expect(readNumbers(folder)).toEqual([0, 1, 2, 3, 4]);
  });

  test("a disk that breaks in the middle of a line: the line stands whole in the next file", async () => {
    const folder = createFolder();
    let calls = 0;
    const files: FileSystem = {
      ...systemFiles,
      write: (file, bytes, position) => {
        calls++;
        const error = Object.assign(new Error("broken"), { code: "EIO" });
        return calls === 2
          ? Promise.reject(error)
          : systemFiles.write(file, bytes.subarray(0, calls === 1 ? 200 : bytes.length), position);
      },
    };
    const sink = fileSink({ path: join(folder, "app.log"), files });
    for (let n = 0; n < 5; n++) sink.write(createRecord(n));
    while (sink.counts().queued > 0) await sink.flush();
    await eventually(() => expect(sink.counts().repaired).toBe(1));
    await sink.close();
    expect(readNumbers(folder)).toEqual([0, 1, 2, 3, 4]);
    expect(sink.counts()).toMatchObject({ delivered: 5, begun: 2 });
  });

  test("a disk that stays full until the end: what was not written is counted", async () => {
    const faulty = new FaultyFiles();
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), files: faulty.files });
    faulty.break("write", "ENOSPC");
    await writeAndFlush(sink, 1, 2);
    sink.write(createRecord(3));
    await sink.close();
    expect(sink.counts()).toMatchObject({ delivered: 0, queued: 0, dropped: { disk_full: 3 } });
  });

  test("that its folder is deleted", async () => {
    const folder = join(createFolder(), "logs");
    const sink = fileSink({ path: join(folder, "app.log") });
    await writeAndFlush(sink, 1);
    rmSync(folder, { recursive: true });
    await writeAndFlush(sink, 2);
    await eventually(() => expect(existsSync(join(folder, "app.log"))).toBe(true));
    await sink.close();
    expect(readNumbers(folder)).toEqual([2]);
  });

  test("that its file is deleted, emptied, appended to or moved away", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), gzip: false });
    function live(): string {
      return join(folder, listLogs(folder).at(-1) ?? "");
    }
    await writeAndFlush(sink, 1);
    rmSync(live());
    await writeAndFlush(sink, 2);
    truncateSync(live());
    await writeAndFlush(sink, 3);
    truncateSync(live(), 50);
    await writeAndFlush(sink, 4);
    writeFileSync(live(), '{"n":"somebody"}\n', { flag: "a" });
    await writeAndFlush(sink, 5);
    renameSync(live(), join(folder, "away"));
    await writeAndFlush(sink, 6);
    await sink.close();
    renameSync(join(folder, "away"), join(folder, "app.9999-01-01T00-00-00-000Z.away.log"));
    expect(readNumbers(folder)).toEqual([4, "somebody", 5, 6]);
    expect(sink.counts()).toMatchObject({ delivered: 6, dropped: {} });
  });

  test("that a file stands where its folder should be", async () => {
    const folder = join(createFolder(), "logs");
    writeFileSync(folder, "");
    const clock = new FakeClock();
    const sink = fileSink({ path: join(folder, "app.log"), clock });
    await writeAndFlush(sink, 1);
    expect(sink.counts()).toMatchObject({ queued: 1 });
    rmSync(folder);
    await clock.advance(1_000);
    await eventually(() => expect(readNumbers(folder)).toEqual([1]));
    await sink.close();
  });

  test("that closed files cannot be compressed: they stay, and are tried again", async () => {
    const folder = createFolder();
    const faulty = new FaultyFiles();
    faulty.break("compress", "ENOSPC");
    const sink = fileSink({ path: join(folder, "app.log"), files: faulty.files, maxFileBytes: 1 });
    await writeAndFlush(sink, 1, 2);
    await eventually(() => expect(sink.counts().failed).toBeGreaterThan(0));
    expect(readNumbers(folder)).toEqual([1, 2]);
    faulty.mend();
    await writeAndFlush(sink, 3);
    await eventually(() => expect(sink.counts().compressed).toBe(2));
    await sink.close();
    expect(readNumbers(folder)).toEqual([1, 2, 3]);
  });

  test("that it slept: others may have taken its file over, so it begins another", async () => {
    const folder = createFolder();
    const clock = new FakeClock();
    const sink = fileSink({ path: join(folder, "app.log"), clock, gzip: false });
    await writeAndFlush(sink, 1);
    clock.pass(3_600_000);
    await writeAndFlush(sink, 2);
    await sink.close();
    expect(readNumbers(folder)).toEqual([1, 2]);
    expect(sink.counts().begun).toBe(2);
  });
});

/** A file system of 256 KiB; undefined where one may not be mounted. */
function mountSmall(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = join(createFolder(), "small");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync("umount", ["-l", folder]);
  });
  return folder;
}

test("fileSink() survives a disk that is really full", async (context) => {
  const folder = mountSmall();
  if (folder === undefined) {
    context.skip("needs root on Linux, to mount a small disk");
    return;
  }
  const clock = new FakeClock();
  const options = { path: join(folder, "app.log"), maxFileBytes: 40_000, gzip: false, clock };
  const sink = fileSink({ ...options, queue: { maxRecords: 500 } });
  for (let n = 0; n < 3_000; n++) {
    sink.write(createRecord(n));
    if (n % 100 === 0) await sink.flush();
  }
  await sink.flush();
  const { delivered, queued, dropped } = sink.counts();
  expect(dropped["disk_full"]).toBeGreaterThan(0);
  expect(delivered + queued + (dropped["disk_full"] ?? 0)).toBe(3_000);
  // Half a line stands at the end of the full file: it is completed when there is room.
  for (const name of listLogs(folder).slice(0, 3)) rmSync(join(folder, name));
  await clock.advance(5_000);
  await eventually(() => expect(sink.counts()).toMatchObject({ queued: 0 }));
  await sink.close();
  const numbers = readNumbers(folder);
  expect(numbers.at(-1)).toBe(2_999);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(readLines(folder).length).toBeGreaterThan(500);
});
