import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import { fileSink } from "../../src/log/file-sink.ts";
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

const hourMs = 3_600_000;

function throwOnPurpose(): never {
  throw new Error("on purpose");
}

describe("fileSink()", () => {
  test("writes every record as one line, in order", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log") });
    for (let n = 0; n < 1_000; n++) sink.write(createRecord(n));
    await sink.flush();
    expect(readNumbers(folder)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(sink.counts()).toMatchObject({ delivered: 1_000, queued: 0, dropped: {}, begun: 1 });
    await sink.close();
  });

  test("touches nothing before the first record", async () => {
    const folder = join(createFolder(), "deeper", "still");
    const sink = fileSink({ path: join(folder, "app.log") });
    await sink.flush();
    expect(existsSync(folder)).toBe(false);
    sink.write(createRecord(1));
    await sink.close();
    expect(readNumbers(folder)).toEqual([1]);
  });

  test("writes 100 ms after a line, and at once when 64 KiB wait", async () => {
    const folder = createFolder();
    const clock = new FakeClock();
    const sink = fileSink({ path: join(folder, "app.log"), clock });
    sink.write(createRecord(1));
    await clock.advance(99);
    expect(listLogs(folder)).toEqual([]);
    await clock.advance(1);
    await eventually(() => expect(readNumbers(folder)).toEqual([1]));
    sink.write(createRecord(2, "info", "x".repeat(70_000)));
    await eventually(() => expect(readNumbers(folder)).toEqual([1, 2]));
    await sink.close();
  });

  test.each(["otel", "ecs", "pino", "pretty"] as const)("writes the format %s", async (format) => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), format });
    sink.write(createRecord(1));
    await sink.close();
    const [line = ""] = readLines(folder);
    const isJson = line.startsWith("{");
    expect(isJson).toBe(format !== "pretty");
    if (isJson) expect(JSON.parse(line)).toHaveProperty("n", 1);
  });

  test("flushes what others write meanwhile as well, and any number of times at once", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log") });
    const flushes = Array.from({ length: 20 }, (_, n) => {
      sink.write(createRecord(n));
      return sink.flush().then(() => expect(readNumbers(folder)).toContain(n));
    });
    await Promise.all(flushes);
    await sink.close();
    expect(readNumbers(folder)).toHaveLength(20);
  });

  test("does not wait for lines that were dropped meanwhile", async () => {
    const folder = createFolder();
    const path = join(folder, "app.log");
    const sink = fileSink({ path, queue: { maxRecords: 2 }, clock: new FakeClock() });
    sink.write(createRecord(1));
    const first = sink.flush();
    for (const n of [2, 3]) sink.write(createRecord(n));
    const second = sink.flush();
    for (const n of [4, 5]) sink.write(createRecord(n));
    await Promise.all([first, second]);
    await sink.close();
    expect(readNumbers(folder)).toEqual([1, 4, 5]);
    expect(sink.counts()).toMatchObject({ delivered: 3, dropped: { queue_full: 2 } });
  });

  test("counts what comes after close() as dropped", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log") });
    sink.write(createRecord(1));
    await sink.close();
    await sink.close();
    sink.write(createRecord(2));
    expect(sink.counts()).toMatchObject({ delivered: 1, dropped: { closed: 1 } });
  });

  test("drops the oldest lines of a full queue, errors last", async () => {
    const folder = createFolder();
    const faulty = new FaultyFiles();
    faulty.break("create", "ENOSPC");
    const path = join(folder, "app.log");
    const queue = { maxRecords: 3 };
    const sink = fileSink({ path, queue, files: faulty.files, clock: new FakeClock() });
    for (let n = 0; n < 5; n++) sink.write(createRecord(n, n === 1 ? "error" : "info"));
    expect(sink.counts()).toMatchObject({ queued: 3, dropped: { queue_full: 2 } });
    faulty.mend();
    await sink.close();
    expect(readNumbers(folder)).toEqual([1, 3, 4]);
  });

  test("drops a record that is larger than the queue, and one that has no line", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), queue: { maxBytes: 1_000 } });
    sink.write(createRecord(1));
    sink.write(createRecord(2, "info", "x".repeat(1_000)));
    const broken = createRecord(3);
    Object.defineProperty(broken, "message", { get: throwOnPurpose });
    sink.write(broken);
    await sink.close();
    const { dropped } = sink.counts();
    expect(dropped).toEqual({ record_too_large: 1, format_failed: 1 });
    expect(readNumbers(folder)).toEqual([1]);
  });

  test("delivers, drops or holds every record, whatever is written", async () => {
    const sizes = fc.array(fc.nat(3_000), { maxLength: 60 });
    const limits = fc.record({
      maxRecords: fc.integer({ min: 1, max: 40 }),
      maxBytes: fc.constant(40_000),
    });
    const maxFileBytes = fc.integer({ min: 1, max: 6_000 });
    await fc.assert(
      fc.asyncProperty(sizes, limits, maxFileBytes, async (lengths, queue, maxBytes) => {
        const folder = createFolder();
        const path = join(folder, "app.log");
        const sink = fileSink({
          path,
          queue,
          maxFileBytes: maxBytes,
          gzip: false,
          keep: { files: Infinity },
        });
        for (const [n, length] of lengths.entries()) {
          // Two bytes a character, so that bytes are not characters.
          sink.write(createRecord(n, "info", "é".repeat(length)));
          if (length % 7 === 0) await sink.flush();
        }
        await sink.close();
        const { delivered, queued, dropped } = sink.counts();
        const droppedRecords = Object.values(dropped).reduce((sum, count) => sum + count, 0);
        expect(delivered + droppedRecords).toBe(lengths.length);
        expect(queued).toBe(0);
        const numbers = readNumbers(folder);
        expect(numbers).toHaveLength(delivered);
        expect(numbers).toEqual(numbers.toSorted((a, b) => Number(a) - Number(b)));
        for (const name of listLogs(folder)) {
          const bytes = readFileSync(join(folder, name));
          const hasOneLine = bytes.indexOf(10) === bytes.length - 1;
          expect(bytes.length <= maxBytes || hasOneLine).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("fileSink() rotates", () => {
  test("by size, compresses closed files and keeps every line", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), maxFileBytes: 5_000 });
    for (let n = 0; n < 300; n++) {
      sink.write(createRecord(n));
      if (n % 10 === 0) await sink.flush();
    }
    await sink.close();
    expect(readNumbers(folder)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    const logs = listLogs(folder);
    expect(logs.length).toBeGreaterThan(5);
    expect(logs.map((name) => name.endsWith(".gz"))).toEqual(
      logs.map((_, at) => at < logs.length - 1),
    );
    expect(sink.counts()).toMatchObject({ begun: logs.length, compressed: logs.length - 1 });
  });

  test("with each hour, even if nothing more is written", async () => {
    const folder = createFolder();
    const clock = new FakeClock(Date.UTC(2026, 10, 23, 10, 59, 59));
    const path = join(folder, "app.log");
    const sink = fileSink({ path, rotateEvery: "hour", clock });
    sink.write(createRecord(1));
    await sink.flush();
    // Short steps, so that the file is renewed in between.
    for (let step = 0; step < 3; step++) {
      await clock.advance(20_000);
      await sink.flush();
    }
    await eventually(() => expect(listLogs(folder)).toEqual([expect.stringMatching(/\.log\.gz$/)]));
    sink.write(createRecord(2));
    await sink.flush();
    expect(listLogs(folder).map((name) => name.slice(0, 17))).toEqual([
      "app.2026-11-23T10",
      "app.2026-11-23T11",
    ]);
    await sink.close();
  });

  test("and turns the link to the file begun last", async () => {
    const folder = createFolder();
    const sink = fileSink({ path: join(folder, "app.log"), maxFileBytes: 1 });
    for (let n = 0; n < 3; n++) {
      sink.write(createRecord(n));
      await sink.flush();
      await eventually(() => {
        expect(readFileSync(join(folder, "app.log"), "utf8")).toContain(`"n":${n}}`);
      });
    }
    await sink.close();
    expect(readlinkSync(join(folder, "app.log"))).toBe(listLogs(folder).at(-1));
  });

  test("under names that stay unique and ordered while the clock goes back", async () => {
    const folder = createFolder();
    const fake = new FakeClock();
    let backMs = 0;
    const clock: Clock = {
      now: () => fake.now() - backMs,
      monotonicMs: () => fake.monotonicMs(),
      delay: (ms) => fake.delay(ms),
    };
    const path = join(folder, "app.log");
    for (let run = 0; run < 3; run++) {
      const sink = fileSink({ path, rotateEvery: "hour", gzip: false, maxFileBytes: 400, clock });
      for (let n = 0; n < 10; n++) {
        sink.write(createRecord(run * 10 + n));
        await sink.flush();
        backMs += 10 * 60_000;
      }
      await sink.close();
      backMs += hourMs;
    }
    expect(readNumbers(folder)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  test("and leaves other files of the folder alone, a log file in the link's place among them", async () => {
    const folder = createFolder();
    const { writeFileSync } = await import("node:fs");
    const others = [
      "app.log",
      "app.log.gz",
      "app.old.log",
      "other.2026-11-23T10-00-00-000Z.log",
      "app.tmp",
    ];
    for (const name of others) writeFileSync(join(folder, name), "mine\nhalf");
    const keep = { files: 1, totalBytes: 1, ageMs: 1 };
    const sink = fileSink({ path: join(folder, "app.log"), maxFileBytes: 1, keep });
    for (let n = 0; n < 20; n++) {
      sink.write(createRecord(n));
      await sink.flush();
    }
    await sink.close();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(others));
    for (const name of others) expect(readFileSync(join(folder, name), "utf8")).toBe("mine\nhalf");
  });
});

describe("fileSink() refuses", () => {
  test.each([
    ["no path", { path: "" }, 'path is ""'],
    ["a folder", { path: "logs/" }, 'path is "logs/"'],
    ["a size of nothing", { path: "a.log", maxFileBytes: 0 }, "maxFileBytes is 0"],
    [
      "an age that is no number",
      { path: "a.log", keep: { ageMs: Number.NaN } },
      "keep.ageMs is NaN",
    ],
    ["a negative queue", { path: "a.log", queue: { maxRecords: -1 } }, "queue.maxRecords is -1"],
  ])("%s", (_, options, message) => {
    expect(() => fileSink(options)).toThrow(message);
  });

  test.each(["format", "rotateEvery", "gzip"])("an unknown %s", (name) => {
    const options = { path: "a.log", [name]: "minute" };
    expect(() => fileSink(options)).toThrow(`${name} is "minute"; give one of`);
  });
});
