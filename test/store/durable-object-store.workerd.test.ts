import { abortAllDurableObjects, evictAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import {
  durableObjectStore,
  type EdgewatchNamespace,
} from "../../src/store/durable-object-store.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { describeStore } from "../contracts/store.ts";
import { tally } from "../contracts/tally.ts";

let objects = 0;

describeStore("durableObjectStore()", () => openObject(`object ${objects++}`));

test("durableObjectStore() says that it covers the whole system", () => {
  expect(durableObjectStore(env.EDGEWATCH).coverage).toBe("system");
});

test.for([
  ["is evicted", () => evictAllDurableObjects()],
  ["is torn down", () => abortAllDurableObjects()],
] as const)(
  "durableObjectStore() remembers its batches when its object %s",
  async ([how, restart]) => {
    const store = openObject(how);
    const batch = createBatch("a", 1, createFrame(epochMs));
    await store.apply(batch);
    await restart();
    expect(await store.apply(batch)).toMatchObject({ applied: 0, duplicate: 1 });
    expect(tally((await store.totals()).frames)).toEqual(tally(batch.frames));
  },
);

test("durableObjectStore() says how much room all of its objects take", async () => {
  const store = openObject("sized");
  const before = await store.storedBytes?.();
  await store.apply(createBatch("a", 1, createFrame(epochMs)));
  const [one, all] = [before ?? 0, (await store.storedBytes?.()) ?? 0];
  expect(one).toBeGreaterThan(0);
  expect(all).toBeGreaterThanOrEqual(one);
  const shards = durableObjectStore(env.EDGEWATCH, { name: "sized", shards: 8 });
  expect(await shards.storedBytes?.()).toBeGreaterThan(all);
});

test("durableObjectStore() says what to bind where nothing is bound", () => {
  const missing: EdgewatchNamespace = JSON.parse("{}");
  expect(() => durableObjectStore(missing)).toThrow("bind EdgewatchObject in wrangler.toml");
});

function openObject(name: string): Store {
  return durableObjectStore(env.EDGEWATCH, { name });
}
