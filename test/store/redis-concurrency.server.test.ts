import { afterAll, describe, expect, test } from "vitest";
import { frameMs, frameStart, type Frame } from "../../src/core/frame.ts";
import { applyScript } from "../../src/store/redis-apply-script.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { commitScript } from "../../src/store/redis-scripts.ts";
import { redisStore } from "../../src/store/redis-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { RedisServer } from "../redis/redis-server.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 0, 1, 7, 31, 20);

const server = await RedisServer.start();
let prefixes = 0;

afterAll(() => server.stop());

describe("a rollup in Redis", () => {
  test("loses nothing of a flush that comes between its reading and its writing", async () => {
    const prefix = `test${prefixes++}`;
    const clock = new FakeClock(startMs);
    const inner = server.client();
    const other = redisStore(inner, { prefix, clock });
    const early = frameStart(startMs);
    let late = 0;
    // Twice it is disturbed right before it writes; then it is left alone.
    const client: RedisClient = {
      ...inner,
      eval: async (script, keys, args) => {
        if (script === commitScript && keys.length > 2 && late < 2) {
          late++;
          await other.apply(createBatch("late", late, createFrame(early + late * frameMs)));
        }
        return await inner.eval(script, keys, args);
      },
    };
    const store = redisStore(client, { prefix, clock });
    for (let bucket = 0; bucket < 30; bucket++) {
      await store.apply(createBatch("a", bucket + 1, createFrame(early + bucket * frameMs)));
    }
    clock.pass(20 * minuteMs);
    await store.compact();
    expect(late).toBe(2);
    for (const stepMs of [frameMs, minuteMs, hourMs]) {
      const range = { fromMs: early - hourMs, toMs: early + hourMs };
      expect(countOf((await store.read(range, stepMs)).frames), `steps of ${stepMs}`).toBe(32);
    }
  });

  test("between two commands of a read makes it begin again", async () => {
    const prefix = `test${prefixes++}`;
    const clock = new FakeClock(startMs);
    const inner = server.client();
    const other = redisStore(inner, { prefix, clock });
    const early = frameStart(startMs);
    for (let bucket = 0; bucket < 90; bucket++) {
      await other.apply(createBatch("a", bucket + 1, createFrame(early + bucket * frameMs)));
    }
    clock.pass(3 * hourMs);
    let reads = 0;
    const client: RedisClient = {
      ...inner,
      mget: async (...keys) => {
        if (++reads === 3) await other.compact();
        return await inner.mget(...keys);
      },
    };
    const store = redisStore(client, { prefix, clock });
    const range = { fromMs: early - hourMs, toMs: early + hourMs };
    expect(countOf((await store.read(range, frameMs)).frames)).toBe(90);
    expect(reads).toBeGreaterThan(3);
  });

  test("of two clients at once counts each hour once", async () => {
    const prefix = `test${prefixes++}`;
    const clock = new FakeClock(startMs);
    const stores = [1, 2, 3].map(() => redisStore(server.client(), { prefix, clock }));
    let sent = 0;
    for (let minute = 0; minute < 6 * 60; minute += 3) {
      const flushes = stores.map((store, index) =>
        store.apply(createBatch(`${index}`, ++sent, createFrame(frameStart(clock.now())))),
      );
      const compacting = minute % 30 === 0 ? stores.map((store) => store.compact()) : [];
      await Promise.all([...flushes, ...compacting]);
      clock.pass(3 * minuteMs);
    }
    for (const store of stores) {
      expect(countOf((await store.totals()).frames)).toBe(sent);
    }
  });

  test("that fails fails no flush, and nothing is lost by it", async () => {
    const prefix = `test${prefixes++}`;
    const clock = new FakeClock(startMs);
    const inner = server.client();
    let isBroken = true;
    const client: RedisClient = {
      ...inner,
      eval: async (script, keys, args) => {
        if (isBroken && script !== applyScript) throw new Error("broken");
        return await inner.eval(script, keys, args);
      },
    };
    const store = redisStore(client, { prefix, clock });
    for (let sent = 1; sent <= 20; sent++) {
      const batch = createBatch("a", sent, createFrame(frameStart(clock.now())));
      expect(await store.apply(batch)).toMatchObject({ applied: 1 });
      clock.pass(5 * minuteMs);
    }
    await expect(store.compact()).rejects.toThrow("Cannot write to Redis: broken");
    isBroken = false;
    await store.compact();
    expect(countOf((await store.totals()).frames)).toBe(20);
  });
});

function countOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, frame) => sum + frame.started, 0);
}
