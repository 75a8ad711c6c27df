import {
  appendFileSync,
  existsSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileNames } from "../../src/log/file-name.ts";
import type { FileSinkOptions } from "../../src/log/file-options.ts";
import { systemProcess } from "../../src/log/file-process.ts";
import { chooseRemovals } from "../../src/log/file-retention.ts";
import { fileSink } from "../../src/log/file-sink.ts";
import { systemFiles, type FileSystem } from "../../src/log/file-system.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createFolder, eventually, listLogs, readNumbers } from "./file-fixtures.ts";
import { createRecord } from "./file-records.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** No process has it: Linux stops at 4,194,304. */
const deadId = 2_147_483_646;
const elsewhere = "00000000-1-00000000";
const oldTime = "2020-01-01T00-00-00-000Z";

/** How a file of this machine begins whose process has an id. */
function ownerOf(folder: string, processId: number): string {
  const [own = ""] = listLogs(folder).slice(-1);
  const machine = /\.([0-9a-f]{8})-\d+-[0-9a-f]{8}\.log/.exec(own)?.[1] ?? "";
  return `${machine}-${processId}-00000000`;
}

/** Learns the name of this machine from a file of a sink. */
async function learnOwner(processId: number): Promise<string> {
  const folder = createFolder();
  const sink = fileSink({ path: join(folder, "app.log") });
  sink.write(createRecord(0));
  await sink.close();
  return ownerOf(folder, processId);
}

/** Lets a sink look after a folder once. */
async function visit(
  folder: string,
  options: Partial<FileSinkOptions> = {},
): Promise<ReturnType<ReturnType<typeof fileSink>["counts"]>> {
  const sink = fileSink({ path: join(folder, "app.log"), ...options });
  sink.write(createRecord("visitor"));
  await sink.close();
  return sink.counts();
}

describe("A sink takes over files", () => {
  test("of a process that is gone: cuts half a line off and compresses the rest", async () => {
    const folder = createFolder();
    const name = `app.${oldTime}.${await learnOwner(deadId)}.log`;
    writeFileSync(join(folder, name), '{"n":1}\n{"n":2}\n{"n":3,"mess');
    expect(await visit(folder)).toMatchObject({ repaired: 1, compressed: 1 });
    expect(listLogs(folder)[0]).toBe(`${name}.gz`);
    expect(readNumbers(folder)).toEqual([1, 2, "visitor"]);
  });

  test("and cuts a long half line off where files are not compressed", async () => {
    const folder = createFolder();
    const name = `app.${oldTime}.${await learnOwner(deadId)}.log`;
    writeFileSync(join(folder, name), `{"n":1}\n${"x".repeat(200_000)}`);
    expect(await visit(folder, { gzip: false })).toMatchObject({ repaired: 1, compressed: 0 });
    expect(statSync(join(folder, name)).size).toBe(8);
  });

  test("and deletes those that hold no line, and the halves of gzip files", async () => {
    const folder = createFolder();
    const owner = await learnOwner(deadId);
    writeFileSync(join(folder, `app.${oldTime}.${owner}.log`), "");
    writeFileSync(join(folder, `app.${oldTime.replace("2020", "2021")}.${owner}.log`), '{"n":');
    writeFileSync(join(folder, `app.${oldTime}.${owner}.log.gz.${owner}.tmp`), "half");
    writeFileSync(join(folder, `app.log.${owner}.tmp`), "half");
    await visit(folder);
    expect(readdirSync(folder).toSorted()).toEqual([...listLogs(folder), "app.log"].toSorted());
    expect(readNumbers(folder)).toEqual(["visitor"]);
  });

  test("that were compressed already, but not deleted", async () => {
    const folder = createFolder();
    const name = `app.${oldTime}.${await learnOwner(deadId)}.log`;
    writeFileSync(join(folder, name), '{"n":1}\n');
    writeFileSync(join(folder, `${name}.gz`), gzipSync('{"n":1}\n'));
    expect(await visit(folder)).toMatchObject({ compressed: 0 });
    expect(existsSync(join(folder, name))).toBe(false);
    expect(readNumbers(folder)).toEqual([1, "visitor"]);
  });

  test("but never of a process that lives, however old they are", async () => {
    const folder = createFolder();
    const name = `app.${oldTime}.${await learnOwner(process.ppid)}.log`;
    writeFileSync(join(folder, name), '{"n":1}\n{"half');
    utimesSync(join(folder, name), 0, 0);
    const clock = new FakeClock();
    const sink = fileSink({ path: join(folder, "app.log"), clock, keep: { ageMs: 1, files: 1 } });
    sink.write(createRecord(2));
    await sink.flush();
    for (let minute = 0; minute < 10; minute++) await clock.advance(minuteMs);
    await sink.close();
    expect(statSync(join(folder, name)).size).toBe(14);
  });

  test("of other machines only when they stand still for minutes", async () => {
    const folder = createFolder();
    const idle = `app.${oldTime}.${elsewhere}.log`;
    const busy = `app.${oldTime.replace("2020", "2021")}.${elsewhere}.log`;
    for (const name of [idle, busy]) writeFileSync(join(folder, name), '{"n":1}\n{"half');
    const clock = new FakeClock();
    const sink = fileSink({ path: join(folder, "app.log"), clock });
    sink.write(createRecord(2));
    await sink.flush();
    await eventually(() => expect(existsSync(join(folder, "app.log"))).toBe(true));
    await clock.advance(minuteMs);
    expect(existsSync(join(folder, idle))).toBe(true);
    await eventually(() => {
      utimesSync(join(folder, busy), Math.random() * 1e9, Math.random() * 1e9);
      void clock.advance(20_000);
      expect(existsSync(join(folder, `${idle}.gz`))).toBe(true);
    });
    expect(existsSync(join(folder, busy))).toBe(true);
    await sink.close();
  });

  test("with what its process wrote last, after it was looked at", async () => {
    const folder = createFolder();
    const path = join(folder, `app.${oldTime}.${await learnOwner(deadId)}.log`);
    writeFileSync(path, '{"n":1}\n');
    let last = 1;
    function dieNow(): boolean {
      last++;
      appendFileSync(path, `{"n":${last}}\n`);
      return false;
    }
    await visit(folder, { process: { ...systemProcess, isAlive: dieNow }, gzip: false });
    const expected = Array.from({ length: last }, (_, at) => at + 1);
    expect(readNumbers(folder)).toEqual([...expected, "visitor"]);
  });

  test("and of its own, with what it wrote after they were looked at", async () => {
    const folder = createFolder();
    const { promise: seenTwice, resolve: mayWrite } = Promise.withResolvers<void>();
    let looks = 0;
    const files: FileSystem = {
      ...systemFiles,
      look: async (path) => {
        const facts = await systemFiles.look(path);
        if (facts?.sizeBytes === 0) looks++;
        // While the empty file is being looked at, its line is written, and the next file begun.
        if (looks === 2) {
          mayWrite();
          await sink.flush();
        }
        return facts;
      },
      write: async (file, bytes, position) => {
        await seenTwice;
        return systemFiles.write(file, bytes, position);
      },
    };
    const sink = fileSink({ path: join(folder, "app.log"), files, maxFileBytes: 1 });
    for (const n of [1, 2]) sink.write(createRecord(n));
    await sink.flush();
    await sink.close();
    expect(looks).toBeGreaterThan(1);
    expect(readNumbers(folder)).toEqual([1, 2]);
  });

  test("and needs no permission to see other processes", async () => {
    const folder = createFolder();
    const blind = { ...systemProcess, machine: () => undefined, isAlive: () => undefined };
    await visit(folder, { process: { ...blind, mayLink: () => false } });
    expect(existsSync(join(folder, "app.log"))).toBe(false);
    expect(readNumbers(folder)).toEqual(["visitor"]);
  });
});

/** Makes gzipped files, one for each of the last days. */
function fill(folder: string, count: number): void {
  for (let at = 0; at < count; at++) {
    const path = join(
      folder,
      `app.${oldTime.replace("2020", String(2_000 + at))}.${elsewhere}.log.gz`,
    );
    writeFileSync(path, gzipSync(`{"n":${at}}\n`));
    const ageMs = (count - at) * dayMs;
    utimesSync(path, (Date.now() - ageMs) / 1_000, (Date.now() - ageMs) / 1_000);
  }
}

describe("keep", () => {
  test("limits the number of files, gzipped ones and the one being written included", async () => {
    const folder = createFolder();
    fill(folder, 10);
    expect(await visit(folder, { keep: { files: 4 } })).toMatchObject({ removed: 7 });
    expect(readNumbers(folder)).toEqual([7, 8, 9, "visitor"]);
  });

  test("limits the age", async () => {
    const folder = createFolder();
    fill(folder, 10);
    await visit(folder, { keep: { ageMs: 3.5 * dayMs } });
    expect(readNumbers(folder)).toEqual([7, 8, 9, "visitor"]);
  });

  test("limits the bytes", async () => {
    const folder = createFolder();
    fill(folder, 10);
    await visit(folder, { keep: { totalBytes: 350 } });
    const sizes = listLogs(folder).map((name) => statSync(join(folder, name)).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(350);
    expect(total).toBeGreaterThan(300);
  });

  const kept = fc.record({
    isLive: fc.boolean(),
    facts: fc.record({ sizeBytes: fc.nat(100), modifiedMs: fc.nat(100) }),
  });
  const limits = fc.record({ ageMs: fc.nat(120), files: fc.nat(20), totalBytes: fc.nat(1_000) });

  test("chooseRemovals() keeps the newest that fit, never deletes live files, and is done after one time", () => {
    fc.assert(
      fc.property(fc.array(kept, { maxLength: 30 }), limits, (list, keep) => {
        const files = list.map((file, at) => ({ name: String(at).padStart(3, "0"), ...file }));
        const removed = new Set(chooseRemovals(files, keep, 100));
        const rest = files.filter((file) => !removed.has(file));
        expect([...removed].some(({ isLive }) => isLive)).toBe(false);
        expect(chooseRemovals(rest, keep, 100)).toEqual([]);
        const closed = rest.filter(({ isLive }) => !isLive);
        if (closed.length > 0) {
          expect(rest.length).toBeLessThanOrEqual(keep.files);
          const bytes = rest.reduce((sum, { facts }) => sum + facts.sizeBytes, 0);
          expect(bytes).toBeLessThanOrEqual(keep.totalBytes);
        }
        const oldestKept = closed[0]?.name ?? "";
        for (const file of removed)
          expect(
            100 - file.facts.modifiedMs <= keep.ageMs &&
              file.name > oldestKept &&
              oldestKept !== "",
          ).toBe(false);
      }),
    );
  });
});

describe("FileNames", () => {
  const owner = { machine: "0a1b2c3d", processId: 4_711, instance: "9a8b7c6d" };

  test.each(["logs/app.log", "app", "/app.log", "a/b.c/x.y.ndjson", ".log", "we(ird+.log"])(
    "reads the names that it makes of %s, in the order of time",
    (path) => {
      const names = new FileNames(path, owner);
      const time = fc.integer({ min: 0, max: 4e12 });
      fc.assert(
        fc.property(time, time, (a, b) => {
          const [first, second] = [names.create(a), names.create(b)];
          expect(first < second).toBe(a < b);
          expect(names.parse(first)).toMatchObject({
            timeMs: a,
            owner,
            kind: "plain",
            target: first,
          });
          const gzip = names.gzipOf(first);
          expect(names.parse(gzip)).toMatchObject({ timeMs: a, owner, kind: "gzip", target: gzip });
          const temporary = names.parse(names.temporaryOf(gzip));
          expect(temporary).toMatchObject({ owner, kind: "temporary", target: gzip });
        }),
      );
    },
  );

  test("reads no other names", () => {
    const names = new FileNames("logs/app.log", owner);
    const own = names.create(0);
    const strangers = [
      "app.log",
      "app.log.gz",
      "app.1.log",
      `x${own}`,
      `${own}.bz2`,
      `${own}~`,
      own.replace("app", "app.x"),
    ];
    expect(strangers.filter((name) => names.parse(name) !== undefined)).toEqual([]);
  });
});
