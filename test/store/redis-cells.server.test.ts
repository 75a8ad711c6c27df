import { afterAll, afterEach, expect, test } from "vitest";
import { Redis } from "@upstash/redis";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { redisStore } from "../../src/store/redis-store.ts";
import { cellsOf, hourMs } from "../contracts/cells.ts";
import { appendWords } from "../contracts/cells-faults.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { randomFaults, UpstashProxy } from "../redis/upstash-proxy.ts";

const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);
let prefixes = 0;

afterEach(() => {
  proxy.nextFault = () => undefined;
});

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

test("what goes wrong on the way to Redis loses nothing of a cell, and writes nothing twice", async () => {
  const options = { prefix: `test${prefixes++}` };
  const writers = Array.from({ length: 4 }, () => cellsOf(redisStore(proxy.address, options)));
  const random = createRandom(7);
  const left = { faults: 80 };
  proxy.nextFault = () => {
    if (left.faults === 0 || random() > 0.4) return undefined;
    left.faults--;
    return pick(random, randomFaults);
  };
  await appendWords(writers, 30, (error) =>
    String(error).startsWith("Error: Cannot write to Redis"),
  );
  expect(left.faults).toBe(0);
  expect([...proxy.happened.keys()].toSorted()).toEqual(randomFaults.toSorted());
}, 60_000);

test("a write that the client sends again, because its answer was lost, finds itself", async () => {
  const client = server.client();
  const repeating: RedisClient = {
    ...client,
    async eval(...asked) {
      await client.eval(...asked);
      return await client.eval(...asked);
    },
  };
  const cells = cellsOf(redisStore(repeating, { prefix: `test${prefixes++}` }));
  expect(await cells.swap("a", undefined, "mine", hourMs)).toBe("mine");
  expect(await cells.read("a")).toBe("mine");
});

test.for([
  ["parses what it gets", true],
  ["leaves what it gets alone", false],
] as const)(
  "a client that %s gives texts back as they are",
  async ([, automaticDeserialization]) => {
    const client = new Redis({
      ...proxy.address,
      automaticDeserialization,
      enableTelemetry: false,
    });
    const cells = cellsOf(redisStore(client, { prefix: `test${prefixes++}` }));
    for (const text of [
      "1",
      "007",
      "1e400",
      "null",
      "true",
      '{"a":1}',
      "[]",
      '"1"',
      "",
      "12345678901234567890",
    ]) {
      expect(await cells.swap("a", undefined, text, hourMs)).toBeUndefined();
      expect(await cells.read("a")).toBe(text);
      expect(await cells.swap("a", text, undefined, hourMs)).toBe(text);
    }
  },
);
