import { expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { requestsOf } from "../../src/metrics/requests-of.ts";
import type { RemoteFetch } from "../../src/store/remote-options.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import { epochMs } from "../contracts/batches.ts";
import { tally } from "../contracts/tally.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { effort } from "../fakes/effort.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { bindingTo, createHub, secret } from "./remote-hubs.ts";

type Fault = (reach: () => Promise<Response>) => Promise<Response>;

/** What networks and proxies do, before the hub has heard of a batch and after it has taken it. */
const faults: readonly Fault[] = [
  () => Promise.reject(new TypeError("fetch failed")),
  async () => new Response("<h1>502</h1>", { status: 502 }),
  async () => new Response("slow down", { status: 429, headers: { "retry-after": "1" } }),
  async () => new Response("<h1>Welcome</h1>", { headers: { "content-type": "text/html" } }),
  async () => new Response("bad request", { status: 400 }),
  async (reach) => {
    await reach();
    throw new TypeError("connection reset");
  },
  async (reach) => new Response((await (await reach()).text()).slice(0, -1)),
  async (reach) => {
    await reach();
    return new Response(null, { status: 504 });
  },
  async (reach) => {
    await reach();
    return await reach();
  },
];

test("whatever happens between sources and hub, each request is counted once", async () => {
  const random = createRandom(20_261_123);
  const hub = createHub();
  const reach = bindingTo(hub);
  const faultsToMake = { left: effort(1_000, 20_000) };
  const fetch: RemoteFetch = (url, init) => {
    if (faultsToMake.left === 0 || random() < 0.3) return reach(url, init);
    faultsToMake.left--;
    return pick(random, faults)(() => reach(url, init));
  };
  const store = remoteStore({ url: "https://hub.example.com", secret, fetch });
  const sources = Array.from({ length: 20 }, (_, i) => {
    const watch = edgewatch(
      { service: `service ${i % 3}`, store, consumer: ({ url }) => url.slice(-1) },
      { ...createPlatform(), clock: new FakeClock(epochMs) },
    );
    const status = 200 + (i % 4);
    return { watch, app: watch.handler({ fetch: () => new Response("ok", { status }) }) };
  });
  let sent = 0;
  while (faultsToMake.left > 0) {
    const { watch, app } = pick(random, sources);
    for (let requests = Math.floor(random() * 5); requests > 0; requests--) {
      app.fetch(new Request(`http://localhost/${pick(random, ["a", "b", "c"])}`));
      sent++;
    }
    await Promise.allSettled(random() < 0.1 ? [watch.flush(), watch.flush()] : [watch.flush()]);
  }
  for (const { watch } of sources) await watch.flush();
  const { frames } = await hub.store.totals();
  const requests = frames.flatMap(({ series }) => series.map(([, value]) => requestsOf(value)));
  expect(requests.reduce((sum, count) => sum + count, 0)).toBe(sent);
  expect(Object.fromEntries(tally(frames))["started"]).toBe(sent);
  expect(frames[0]?.dropped).toEqual([]);
}, 120_000);
