import { expect, test } from "vitest";
import type { SelfDiagnosis } from "../../src/serve/self-diagnosis.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { FakeClock } from "../fakes/fake-clock.ts";

test("self-diagnosis tells which services, runtimes and releases have just written, and how often", async () => {
  const clock = new FakeClock();
  const store = memoryStore({ clock });
  function start(name: "node" | "workerd", service: string, release?: string): Asked {
    const platform = { ...createPlatform({ name }), clock };
    const watch = edgewatch({ service, token, store, ...(release && { release }) }, platform);
    return watch.handler({ fetch: () => new Response("hi") });
  }

  const sources = [
    start("node", "orders", "v2"),
    start("node", "orders", "v2"),
    start("workerd", "stock"),
  ] as const;
  const [orders, otherOrders, stock] = sources;
  for (let at = 0; at < 3; at++) {
    for (const app of at === 0 ? sources : [orders, otherOrders]) {
      await app.fetch(new Request("http://localhost/"));
      await app.fetch(new Request("http://localhost/"));
    }
    for (const app of sources) await ask(app, "/_edgewatch/flush", { method: "POST" });
    await clock.advance(10_000);
  }
  const told: unknown = await (await ask(stock, "/_edgewatch/api/health?self")).json();
  expect(told).toMatchObject({
    sources: 3,
    writers: [
      { service: "orders", runtime: "node", release: "v2", flushes: 6 },
      { service: "stock", runtime: "workerd", release: "", flushes: 1 },
    ],
  });
  expect(await (await ask(orders, "/metrics")).text()).toMatch(
    /^edgewatch_flushes_total\{.*release="v2",runtime="node".*\} 6$/m,
  );
  await clock.advance(180_000);
  const later: unknown = await (await ask(stock, "/_edgewatch/api/health?self")).json();
  expect(later).toMatchObject({ sources: 0, writers: [] });
});

test.each([500, 999, 3_000])(
  "%i metrics beside it leave what was written told",
  async (metrics) => {
    const platform = createPlatform({ name: "node" });
    const store = memoryStore({ clock: platform.clock });
    const watch = edgewatch({ service: "orders", token, store }, platform);
    const app = watch.handler({ fetch: () => new Response("hi") });
    const jobs = watch.counter("jobs", { labels: ["job"] });
    for (let bucket = 0; bucket < 2; bucket++) {
      for (let at = 0; at < metrics; at++) jobs.add(1, { job: `j${at}` });
      await watch.flush();
      await platform.clock.advance(10_000);
    }
    const told: SelfDiagnosis = await (await ask(app, "/_edgewatch/api/health?self")).json();
    expect(told.writers).toEqual([{ service: "orders", runtime: "node", release: "", flushes: 2 }]);
    expect(told.dropped).toEqual(metrics > 500 ? { metric_labels: 2 * (metrics - 500) } : {});
  },
);
