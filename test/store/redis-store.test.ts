import { describe, expect, test } from "vitest";
import { redisStore, type RedisAddress } from "../../src/redis.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";

describe("redisStore()", () => {
  test("says that it covers the whole system", () => {
    expect(redisStore({ url: "http://127.0.0.1:9", token: "secret" }).coverage).toBe("system");
  });

  test.for([
    '{"url":"","token":"secret"}',
    '{"url":"http://127.0.0.1:9","token":""}',
    "{}",
    '{"url":null,"token":null}',
  ])("refuses %s, and says what is missing", (address) => {
    expect(() => redisStore(parseAddress(address))).toThrow(
      /^Cannot use the Redis store: url or token is missing; give both, or a client$/,
    );
  });

  test("asks nothing before it is used", () => {
    const silent = { eval: refuse, mget: refuse };
    expect(redisStore(silent).coverage).toBe("system");
  });

  test.for([
    ["a number", 7],
    ["a text", "Aborted"],
    ["nothing", undefined],
  ] as const)("takes no %s for an answer", async ([, answer]) => {
    const store = redisStore({ eval: async () => answer, mget: async () => answer });
    await expect(store.apply(createBatch("a", 1, createFrame(epochMs)))).rejects.toThrow(
      "Cannot write to Redis: ",
    );
    await expect(store.totals()).rejects.toThrow("Cannot read from Redis: ");
    await expect(store.compact()).rejects.toThrow("Cannot write to Redis: ");
  });

  test("refuses a batch that is none without asking anybody", async () => {
    const store = redisStore({ eval: refuse, mget: refuse });
    await expect(store.apply(createBatch("a", 0, createFrame(epochMs)))).rejects.toThrow(
      "Cannot apply the batch: sequence is no whole number from 1",
    );
  });

  test("takes a batch without frames without asking anybody", async () => {
    const store = redisStore({ eval: refuse, mget: refuse });
    expect(await store.apply(createBatch("a", 1))).toEqual({
      applied: 0,
      duplicate: 0,
      late: 0,
      lateRequests: 0,
    });
  });
});

function refuse(): Promise<never> {
  return Promise.reject(new Error("asked"));
}

/** As from a program without types. */
function parseAddress(json: string): RedisAddress {
  return JSON.parse(json);
}
