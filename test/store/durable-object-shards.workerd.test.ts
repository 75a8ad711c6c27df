import {
  abortAllDurableObjects,
  evictAllDurableObjects,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { frameMs, frameStart } from "../../src/core/frame.ts";
import type { Batch, Store } from "../../src/core/store.ts";
import { durableObjectStore } from "../../src/store/durable-object-store.ts";
import { DurableObjectKeyValue } from "../../src/store/durable-object-key-value.ts";
import { finest, minutely, rowKey } from "../../src/store/resolution.ts";
import { leafName } from "../../src/store/shard.ts";
import { Engine } from "../../src/store/engine.ts";
import type { EdgewatchObject } from "../../src/store/edgewatch-object.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { createRandom } from "../fakes/random.ts";
import { tally, type Figures } from "../contracts/tally.ts";

const minuteMs = 60_000;
/** The furthest time that a Date can hold. */
const forever = 8.64e15;
/** Later than a leaf that is new to a running system sends everything on. */
const settledMs = frameStart(Date.now()) + 20 * minuteMs;

describe("durableObjectStore() with several leaves", () => {
  test("shares sources out, and reads them all", async () => {
    const store = openStore("spread", 4);
    const batches = batchesOf(40, epochMs);
    for (const batch of batches) await store.apply(batch);
    const perLeaf = await Promise.all([0, 1, 2, 3].map((index) => rowsIn("spread", index)));
    expect(perLeaf).toEqual([1, 1, 1, 1]);
    expect(tally((await store.totals()).frames)).toEqual(sumOf(batches));
    const range = { fromMs: epochMs, toMs: epochMs + frameMs };
    const reading = await store.read(range, frameMs);
    expect(tally(reading.frames)).toEqual(sumOf(batches));
    expect(reading.frames).toHaveLength(1);
    expect(reading.sources).toBe(40);
  });

  test.for([
    [1, 4],
    [2, 3],
    [3, 8],
  ] as const)(
    "loses nothing and counts nothing twice when %i leaves become %i",
    async ([before, after]) => {
      const name = `grown ${before} ${after}`;
      const small = openStore(name, before);
      const now = frameStart(Date.now());
      const sent = [...batchesOf(30, now), ...batchesOf(30, now + frameMs, 2)];
      for (const batch of sent) await small.apply(batch);
      const grown = openStore(name, after);
      // Every reply was lost: after the change, every batch is sent again.
      for (const batch of sent) {
        expect(await grown.apply(batch)).toMatchObject({ applied: 0, duplicate: 1 });
      }
      const fresh = [...batchesOf(30, now, 3), ...batchesOf(30, settledMs, 4)];
      for (const batch of fresh) expect(await grown.apply(batch)).toMatchObject({ applied: 1 });
      for (const batch of fresh) expect(await grown.apply(batch)).toMatchObject({ duplicate: 1 });
      expect(tally((await grown.totals()).frames)).toEqual(sumOf([...sent, ...fresh]));
      const used = await rowsIn(name, after - 1);
      expect(used).toBe(1);
    },
  );

  test("goes on reading leaves that the configuration does not name any more", async () => {
    const batches = batchesOf(40, epochMs);
    const store = openStore("shrunk", 4);
    for (const batch of batches) await store.apply(batch);
    expect(tally((await openStore("shrunk", 1).totals()).frames)).toEqual(sumOf(batches));
  });

  test("keeps stores of other names apart", async () => {
    await openStore("one", 2).apply(createBatch("a", 1, createFrame(epochMs)));
    expect((await openStore("two", 2).totals()).sources).toBe(0);
  });

  test.for([0, 257, 1.5, Number.NaN])("refuses %d leaves", (shards) => {
    expect(() => durableObjectStore(env.EDGEWATCH, { shards })).toThrow(RangeError);
  });
});

describe("an EdgewatchObject that is torn down at any moment", () => {
  test("loses nothing and counts nothing twice", async () => {
    const random = createRandom(11);
    const batches = batchesOf(60, epochMs).concat(batchesOf(60, epochMs + frameMs, 2));
    for (const batch of batches) {
      const store = openStore("torn", 3);
      while (!(await isApplied(store, batch, random))) await Promise.resolve();
    }
    expect(tally((await openStore("torn", 3).totals()).frames)).toEqual(sumOf(batches));
  });
});

describe("the alarm of an EdgewatchObject", () => {
  test("rolls up, and is set again as long as data arrives", async () => {
    const store = openStore("alarm", 1);
    const old = frameStart(Date.now()) - 5 * minuteMs;
    await store.apply(createBatch("a", 1, createFrame(old)));
    const stub = env.EDGEWATCH.getByName(leafName({ name: "alarm", shards: 1 }, 0));
    expect(await alarmOf(stub)).not.toBeNull();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const minutes = await runInDurableObject(stub, (_, { storage }) =>
      new DurableObjectKeyValue(storage).keys(rowKey(minutely, 0), rowKey(minutely, forever)),
    );
    expect(minutes).toHaveLength(1);
    expect(await alarmOf(stub)).not.toBeNull();
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
  });

  test("loses nothing when it fails, and is set again by the next batch", async () => {
    const store = openStore("failing", 1);
    const old = frameStart(Date.now()) - 5 * minuteMs;
    await store.apply(createBatch("a", 1, createFrame(old)));
    const stub = env.EDGEWATCH.getByName(leafName({ name: "failing", shards: 1 }, 0));
    // Its table is in the way: whatever it does fails, until the platform gives up after six times.
    await runInDurableObject(stub, async (object, { storage }) => {
      storage.sql.exec("ALTER TABLE entry RENAME TO hidden");
      await expect(object.alarm()).rejects.toThrow();
      storage.sql.exec("ALTER TABLE hidden RENAME TO entry");
      await storage.deleteAlarm();
    });
    // What was believed of the alarm goes with the object, or after five minutes.
    await evictAllDurableObjects();
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
    await store.apply(createBatch("a", 2, createFrame(old)));
    expect(await alarmOf(stub)).not.toBeNull();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await store.totals()).frames).toMatchObject([{ started: 2 }]);
  });

  test("is not set by reading, and ends with the data", async () => {
    const store = openStore("quiet", 1);
    await store.totals();
    const stub = env.EDGEWATCH.getByName(leafName({ name: "quiet", shards: 1 }, 0));
    expect(await alarmOf(stub)).toBeNull();
    // As an object finds itself that was evicted, and whose data is old.
    await runInDurableObject(stub, async (object, { storage }) => {
      const text = JSON.stringify(
        createBatch("a", 1, createFrame(frameStart(Date.now()) - 600_000)),
      );
      await object.apply(text, { name: "quiet", shards: 1, index: 0 });
      await storage.deleteAlarm();
    });
    await evictAllDurableObjects();
    await runInDurableObject(stub, (object) => object.alarm());
    expect(await alarmOf(stub)).toBeNull();
  });
});

describe("what a Durable Object is billed for", () => {
  test("a flush writes one row, whatever it carries", async () => {
    const stub = env.EDGEWATCH.getByName("rows");
    const counts = await runInDurableObject(stub, (_, { storage }) => countRows(storage, 2_000));
    expect(counts.flushes / 2_000).toBeLessThanOrEqual(1.2);
    // Six 10 s become a minute, sixty of those an hour: written once, and deleted once.
    expect(counts.rollups / counts.buckets).toBeLessThan(3);
  });
});

function openStore(name: string, shards: number): Store {
  return durableObjectStore(env.EDGEWATCH, { name, shards });
}

/** One batch each of some sources. */
function batchesOf(sources: number, startMs: number, sequence = 1): Batch[] {
  return Array.from({ length: sources }, (_, index) =>
    createBatch(`source ${index}`, sequence, createFrame(startMs)),
  );
}

function sumOf(batches: readonly Batch[]): Figures {
  return tally(batches.flatMap(({ frames }) => frames));
}

/** Finest buckets that a leaf holds. */
async function rowsIn(name: string, index: number): Promise<number> {
  const stub = env.EDGEWATCH.getByName(leafName({ name, shards: 1 }, index));
  return await runInDurableObject(stub, (_, { storage }) => {
    const host = new DurableObjectKeyValue(storage);
    return host.keys(rowKey(finest, 0), rowKey(finest, forever)).length;
  });
}

/** Sends a batch while objects are torn down now and then: before it, under way, or after it. */
async function isApplied(store: Store, batch: Batch, random: () => number): Promise<boolean> {
  try {
    if (random() < 0.2) await abortAllDurableObjects();
    const applied = store.apply(batch);
    if (random() < 0.2) await abortAllDurableObjects();
    await applied;
    if (random() < 0.2) await evictAllDurableObjects();
    return random() < 0.8;
  } catch {
    return false;
  }
}

function alarmOf(stub: DurableObjectStub<EdgewatchObject>): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
}

/** Ten sources that flush every bucket once, rolled up every minute: rows written, as the storage tells. */
function countRows(
  storage: DurableObjectStorage,
  flushes: number,
): { readonly flushes: number; readonly rollups: number; readonly buckets: number } {
  const sources = 10;
  const host = new DurableObjectKeyValue(storage);
  const engine = new Engine(host);
  const buckets = flushes / sources;
  let rollups = 0;
  for (let flush = 0; flush < flushes; flush++) {
    const bucket = Math.floor(flush / sources);
    const startMs = epochMs + bucket * frameMs;
    engine.apply(createBatch(`source ${flush % sources}`, bucket + 1, createFrame(startMs)));
    if (flush % (6 * sources) !== 0) continue;
    const before = host.rowsWritten;
    engine.rollUp(startMs);
    rollups += host.rowsWritten - before;
  }
  return { flushes: host.rowsWritten - rollups, rollups, buckets };
}
