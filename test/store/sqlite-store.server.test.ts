import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { frameMs, frameStart } from "../../src/core/frame.ts";
import { SqliteKeyValue, sqliteStore } from "../../src/store/sqlite-store.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { describeKeyValue } from "../contracts/key-value.ts";
import { describeStore } from "../contracts/store.ts";
import { tally } from "../contracts/tally.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewatch-sqlite-"));
let files = 0;

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeKeyValue("SqliteKeyValue", () => new SqliteKeyValue(newFile()));
describeStore("sqliteStore()", () => newStore());

test("sqliteStore() says that it covers the whole system", () => {
  const store = sqliteStore(":memory:");
  expect(store.coverage).toBe("system");
  store.close?.();
});

test("sqliteStore() survives being closed and opened again", async () => {
  const file = newFile();
  const batch = createBatch("a", 1, createFrame(epochMs), createFrame(epochMs + frameMs));
  const first = newStore(file);
  await first.apply(batch);
  first.close?.();
  const second = newStore(file);
  expect(await second.apply(batch)).toEqual({ applied: 0, duplicate: 2, late: 0, lateRequests: 0 });
  expect(tally((await second.totals()).frames)).toEqual(tally(batch.frames));
  second.close?.();
});

test("sqliteStore() keeps two handles on one file exact", async () => {
  const file = newFile();
  const handles = [newStore(file), newStore(file)];
  const batches = Array.from({ length: 50 }, (_, index) =>
    createBatch(`source ${index % 3}`, index + 1, createFrame(epochMs + (index % 4) * frameMs)),
  );
  await Promise.all(batches.flatMap((batch) => handles.map((handle) => handle.apply(batch))));
  for (const handle of handles) {
    const { frames, sources } = await handle.totals();
    expect(tally(frames)).toEqual(tally(batches.flatMap((batch) => batch.frames)));
    expect(sources).toBe(3);
    handle.close?.();
  }
});

test("sqliteStore() refuses a batch while the file is locked, and takes it afterwards", async () => {
  const file = newFile();
  const store = newStore(file);
  const other = new SqliteKeyValue(file);
  const batch = createBatch("a", 1, createFrame(epochMs));
  const refused = other.transaction(() => store.apply(batch));
  await expect(refused).rejects.toThrow(/locked|busy/i);
  expect(await store.apply(batch)).toEqual({ applied: 1, duplicate: 0, late: 0, lateRequests: 0 });
  other.close();
  store.close?.();
});

test("sqliteStore() says how much room its file takes", async () => {
  const file = newFile();
  const store = newStore(file);
  const empty = (await store.storedBytes?.()) ?? 0;
  expect(empty).toBeGreaterThan(0);
  for (let at = 0; at < 200; at++) {
    await store.apply(createBatch("a", at + 1, createFrame(epochMs + at * frameMs)));
  }
  expect(await store.storedBytes?.()).toBeGreaterThan(empty);
  store.close?.();
});

test("sqliteStore() makes the folder of its file", async () => {
  const store = newStore(join(folder, "deep", "er", "counts.sqlite"));
  expect(await store.apply(createBatch("a", 1, createFrame(epochMs)))).toMatchObject({
    applied: 1,
  });
  store.close?.();
});

test("sqliteStore() names the file that it cannot open", () => {
  const occupied = newFile();
  writeFileSync(occupied, "no folder, and no database either");
  for (const file of [occupied, join(occupied, "counts.sqlite"), folder]) {
    expect(() => sqliteStore(file)).toThrow(`Cannot open the SQLite file ${file}`);
  }
});

test("sqliteStore() can be closed twice, and refuses batches from then on", async () => {
  const store = newStore();
  store.close?.();
  store.close?.();
  await expect(store.apply(createBatch("a", 1, createFrame(epochMs)))).rejects.toThrow();
});

/** By the real clock, the hour that the batches are of would be closed now and then. */
function newStore(file: string = newFile()): Store {
  return sqliteStore(file, { clock: new FakeClock(epochMs) });
}

function newFile(): string {
  return join(folder, `${files++}.sqlite`);
}

test("sqliteStore() closes each hour once when two processes roll one file up", async () => {
  const file = newFile();
  const clock = new FakeClock(epochMs);
  const stores = [sqliteStore(file, { clock }), sqliteStore(file, { clock })];
  let sent = 0;
  for (let minute = 0; minute < 6 * 60; minute++) {
    for (const [index, store] of stores.entries()) {
      const frame = createFrame(frameStart(clock.now()));
      await store.apply(createBatch(`process ${index}`, minute + 1, frame));
      sent++;
    }
    clock.pass(61_000);
  }
  for (const store of stores) {
    expect((await store.totals()).frames).toMatchObject([{ started: sent }]);
    store.close?.();
  }
});
