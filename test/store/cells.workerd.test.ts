import { abortAllDurableObjects, evictAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { durableObjectStore } from "../../src/store/durable-object-store.ts";
import { cellsOf, describeCells, hourMs } from "../contracts/cells.ts";

describeCells("durableObjectStore()", () => openObject());

test.for([
  ["is evicted", () => evictAllDurableObjects()],
  ["is torn down", () => abortAllDurableObjects()],
] as const)("durableObjectStore().cells stay when their object %s", async ([, restart]) => {
  const cells = cellsOf(openObject());
  await cells.swap("a", undefined, "half a \ud83d", hourMs);
  await restart();
  expect(await cells.read("a")).toBe("half a \ud83d");
  expect(await cells.swap("a", undefined, "2", hourMs)).toBe("half a \ud83d");
});

test("durableObjectStore().cells are the same however many leaves a caller knows of", async () => {
  const name = `cells ${crypto.randomUUID()}`;
  const [one, four] = [1, 4].map((shards) =>
    cellsOf(durableObjectStore(env.EDGEWATCH, { name, shards })),
  );
  await one?.swap("a", undefined, "1", hourMs);
  expect(await four?.swap("a", "1", "2", hourMs)).toBe("1");
  expect(await one?.read("a")).toBe("2");
});

function openObject(): Store {
  return durableObjectStore(env.EDGEWATCH, { name: `cells ${crypto.randomUUID()}` });
}
