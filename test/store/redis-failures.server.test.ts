import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { redisStore, type RedisStore } from "../../src/store/redis-store.ts";
import { createBatch, createFrame } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";

const epochMs = Date.UTC(2026, 10, 23, 10);
const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

beforeEach(async () => {
  proxy.nextFault = () => undefined;
  await server.send("FLUSHALL");
});

describe("a flush to Redis that fails", () => {
  const batch = createBatch("who-asked", 1, createFrame(epochMs));

  test.for([
    ["error 500", /^Cannot write to Redis: internal error$/],
    ["page instead", /^Cannot write to Redis: Unable to parse response body: <html>/],
    ["lost before", /^Cannot write to Redis: /],
    ["half a reply", /^Cannot write to Redis: /],
  ] as const)(
    "by %s says so, and is counted once when it is sent again",
    async ([fault, message]) => {
      const store = openStore();
      proxy.nextFault = () => fault;
      await expect(store.apply(batch)).rejects.toThrow(message);
      proxy.nextFault = () => undefined;
      await store.apply(batch);
      expect(tally((await store.totals()).frames)).toEqual(tally(batch.frames));
    },
  );

  test("for want of memory counts nothing", async () => {
    const store = openStore();
    await store.apply(createBatch("a", 1, createFrame(epochMs)));
    await server.send("CONFIG", "SET", "maxmemory", "1");
    await expect(store.apply(batch)).rejects.toThrow(/^Cannot write to Redis: .*OOM/);
    await server.send("CONFIG", "SET", "maxmemory", "0");
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
    expect(await store.apply(batch)).toMatchObject({ applied: 1 });
  });

  test("on a replica, as after a failover, counts nothing", async () => {
    const store = openStore();
    await server.send("REPLICAOF", "127.0.0.1", "1");
    await expect(store.apply(batch)).rejects.toThrow(/^Cannot write to Redis: .*READONLY/);
    await server.send("REPLICAOF", "NO", "ONE");
    expect(await store.apply(batch)).toMatchObject({ applied: 1 });
  });

  test("for a wrong token tells neither the token nor what was sent", async () => {
    const store = redisStore({ ...proxy.address, token: "wrong-token" });
    const error: unknown = await store.apply(batch).catch((caught: unknown) => caught);
    const told = error instanceof Error ? `${error.stack} ${String(error.cause)}` : "";
    expect(told).toContain("Cannot write to Redis: WRONGPASS");
    expect(told).not.toContain("wrong-token");
    expect(told).not.toContain("who-asked");
    await expect(store.totals()).rejects.toThrow("Cannot read from Redis: WRONGPASS");
  });

  test("because nobody is there says so, without the token", async () => {
    const store = redisStore({ url: "http://127.0.0.1:9", token: "secret-token" });
    const error: unknown = await store.apply(batch).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/^Error: Cannot write to Redis: .+/);
    expect(String(error)).not.toContain("secret-token");
    await expect(store.totals()).rejects.toThrow("Cannot read from Redis: ");
  });

  test("because nothing answers ends after its time", async () => {
    const store = redisStore(proxy.address, { timeoutMs: 50 });
    proxy.nextFault = () => "silence";
    await expect(store.apply(batch)).rejects.toThrow(/^Cannot write to Redis: .*(time|abort)/i);
  });
});

function openStore(): RedisStore {
  return redisStore(proxy.address, { clock: new FakeClock(epochMs) });
}
