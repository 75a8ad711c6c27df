import { expect, onTestFinished, test } from "vitest";
import { qdrantCheck } from "../../src/checks.ts";
import { edgewatch, memoryStore, serve } from "../../src/server.ts";
import { QdrantDouble } from "../services/qdrant-double.ts";

const probes = 10_000;
/** As many as a server has at once; the others wait for one of them to end. */
const connections = 250;
const ttlMs = 1_000;
/** Results last a tenth shorter at the least. */
const shortestTtlMs = ttlMs * 0.9;

test("10,000 probes of /readyz over HTTP cost a dependency one call for as long as its result lasts", async () => {
  const qdrant = await QdrantDouble.start();
  onTestFinished(() => qdrant.stop());
  qdrant.latencyMs = 100;
  const check = qdrantCheck("vectors", qdrant.address, { ttlMs });
  const watch = edgewatch(
    { service: "orders", store: memoryStore(), checks: [check] },
    { write: () => {} },
  );
  const app = watch.handler({ fetch: (_request: Request) => new Response("hi") });
  const server = await serve(watch, app, { port: 0 });
  onTestFinished(() => server.close());

  const startMs = performance.now();
  const statuses = await probe(`http://127.0.0.1:${server.port}/readyz`);
  const tookMs = performance.now() - startMs;
  expect(statuses).toEqual(new Map([[200, probes]]));
  expect(qdrant.calls).toBeGreaterThan(0);
  expect(qdrant.calls).toBeLessThanOrEqual(1 + Math.ceil(tookMs / shortestTtlMs));
}, 30_000);

async function probe(url: string): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let left = probes;
  async function ask(): Promise<void> {
    while (left > 0) {
      left--;
      const response = await fetch(url);
      await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  }
  await Promise.all(Array.from({ length: connections }, ask));
  return statuses;
}
