import { afterAll, expect, test } from "vitest";
import { frameMs, frameStart } from "../../src/core/frame.ts";
import type { Batch, Store } from "../../src/core/store.ts";
import { redisStore } from "../../src/store/redis-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { effort } from "../fakes/effort.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { seriesOf } from "../fakes/series.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { randomFaults, UpstashProxy } from "../redis/upstash-proxy.ts";

const epochMs = Date.UTC(2026, 10, 23, 10);
/** Writes everything to its file before it answers, as a server must that may be killed. */
const server = await RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
const proxy = await UpstashProxy.start(server);
let prefixes = 0;

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

test("what goes wrong on the way, rollups included, loses nothing and counts nothing twice", async () => {
  const wanted = effort(200, 5_000);
  const random = createRandom(5);
  const clock = new FakeClock(epochMs);
  const options = { prefix: `test${prefixes++}`, clock };
  const stores = [redisStore(proxy.address, options), redisStore(proxy.address, options)];
  const left = { faults: wanted };
  proxy.nextFault = () => {
    if (left.faults === 0 || random() > 0.3) return undefined;
    left.faults--;
    return pick(random, randomFaults);
  };
  const sent: Batch[] = [];
  const waiting: Batch[] = [];
  while (left.faults > 0) {
    for (const store of stores) {
      const batch = randomBatch(random, clock.now(), sent.length + 1);
      sent.push(batch);
      waiting.push(batch);
      // What could not be written is sent again, all at once, maybe by another client.
      const again = waiting.splice(0);
      const taken = await Promise.all(again.map((next) => isTaken(store, next)));
      waiting.push(...again.filter((_, index) => taken[index] !== true));
      // Somebody repeats what was written long ago.
      if (random() < 0.2) await isTaken(store, pick(random, sent.slice(-20)));
    }
    if (random() < 0.05) await Promise.allSettled(stores.map((store) => store.compact()));
    clock.pass(Math.floor(random() * 60_000));
  }
  proxy.nextFault = () => undefined;
  for (const batch of waiting) expect(await isTaken(pick(random, stores), batch)).toBe(true);
  expect([...proxy.happened.keys()].toSorted()).toEqual(randomFaults.toSorted());
  await expectAll(stores, sent);
  clock.pass(2 * 86_400_000);
  await pick(random, stores).compact();
  await expectAll(stores, sent);
}, 300_000);

test("a server that is killed and started again loses nothing of what it has answered", async () => {
  const random = createRandom(8);
  const clock = new FakeClock(epochMs);
  const store = redisStore(proxy.address, { prefix: `test${prefixes++}`, clock });
  const sent: Batch[] = [];
  for (let restart = 0; restart < effort(3, 20); restart++) {
    const waiting: Batch[] = [];
    let isKilled = false;
    for (let flush = 0; flush < 30; flush++) {
      const batch = randomBatch(random, clock.now(), sent.length + 1);
      sent.push(batch);
      const taken = isTaken(store, batch);
      if (flush === 20) {
        // While a flush is on its way.
        await server.kill();
        isKilled = true;
      }
      if (!(await taken)) waiting.push(batch);
      clock.pass(30_000);
    }
    expect(isKilled).toBe(true);
    expect(waiting.length).toBeGreaterThan(5);
    await server.start();
    for (const batch of waiting) expect(await isTaken(store, batch)).toBe(true);
  }
  await store.compact();
  await expectAll([store], sent);
}, 120_000);

/** A batch of one to three buckets around the time. */
function randomBatch(random: () => number, nowMs: number, sequence: number): Batch {
  const count = 1 + Math.floor(random() * 3);
  const frames = Array.from({ length: count }, (_, index) => {
    const startMs = frameStart(nowMs) - index * frameMs * (1 + Math.floor(random() * 40));
    const durations = [Math.floor(random() * 1e6), 0, Math.floor(random() * -300), 1, -3, 2];
    return createFrame(startMs, seriesOf(durations));
  });
  const byStart = new Map(frames.map((frame) => [frame.startMs, frame]));
  return createBatch(`source ${sequence % 7}`, sequence, ...byStart.values());
}

/** Whether the store says so; nothing may be refused as late. */
async function isTaken(store: Store, batch: Batch): Promise<boolean> {
  try {
    const { late } = await store.apply(batch);
    expect(late).toBe(0);
    return true;
  } catch (error) {
    expect(String(error)).toContain("Cannot write to Redis: ");
    return false;
  }
}

async function expectAll(stores: readonly Store[], sent: readonly Batch[]): Promise<void> {
  const expected = tally(sent.flatMap(({ frames }) => frames));
  for (const store of stores) {
    expect(tally((await store.totals()).frames)).toEqual(expected);
  }
}
