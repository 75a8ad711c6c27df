import { expect, test } from "vitest";
import { sendLoad } from "../../scripts/traffic/load.ts";
import { countedByUsage } from "./counted.ts";
import { until } from "./deadline.ts";
import { send } from "./http-client.ts";
import { startOrders, temporaryFolder, type OrdersServer } from "./orders-server.ts";

/** workerd has no hook to end by: it cuts running requests off, and what it answers after the last flush is lost. */
const servers = ["deno", "bun", "node"] as const;
const loadMs = 1_500;
/** Much less than the time for which servers keep an idle connection. */
const promptMs = 4_000;
const requests = 30;

test.each(servers)(
  "on %s, SIGTERM under load loses no request that was answered",
  async (runtime) => {
    const folder = temporaryFolder();
    const first = await startOrders(runtime, folder);
    const startMs = performance.now();
    const running = sendLoad({
      url: first.url,
      requests: 100_000,
      rate: 400,
      concurrency: 50,
      seed: 4,
    });
    await until("load to run", () => performance.now() > startMs + loadMs, 30_000);
    expect(await first.stop("SIGTERM")).toBe(0);
    const { answers } = await running;

    const counted = await countedByUsage(await startOrders(runtime, folder), 0);
    const tooFew = answers.minus(counted);
    expect(tooFew.rows().filter((row) => row.requests > 0)).toEqual([]);
  },
);

test.each(servers)(
  "on %s, SIGTERM lets a running request end, and then waits for nobody",
  async (runtime) => {
    const server = await startOrders(runtime, temporaryFolder());
    await send(server.url, { path: "/orders" });
    const running = send(server.url, { path: "/slow" });
    await send(server.url, { path: "/livez" });
    const startMs = performance.now();
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(promptMs);
    expect(await running).toMatchObject({ status: 200 });
  },
);

test.each(servers)(
  "on %s, SIGTERM ends the streams of those who watch, and loses nothing",
  async (runtime) => {
    const folder = temporaryFolder();
    const server = await startOrders(runtime, folder);
    const watching = await Promise.all([watch(server), watch(server)]);
    const asleep = await watch(server);
    const texts = Promise.all(watching.map((response) => response.text()));
    for (let n = 0; n < requests; n++) await send(server.url, { path: "/orders" });
    const startMs = performance.now();
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(promptMs);
    for (const text of await texts) expect(text).toContain("event: hello");
    await asleep.body?.cancel().catch(() => {});

    const counted = await countedByUsage(await startOrders(runtime, folder), requests);
    const orders = counted.rows().filter((row) => row.route === "/orders");
    expect(orders).toMatchObject([{ status: "200", requests }]);
  },
);

test("on workerd, SIGTERM waits for nobody who watches", async () => {
  const server = await startOrders("workerd", temporaryFolder());
  const watching = await watch(server);
  const startMs = performance.now();
  expect(await server.stop("SIGTERM")).toBe(0);
  expect(performance.now() - startMs).toBeLessThan(promptMs);
  await watching.body?.cancel().catch(() => {});
});

/** Opens a stream of live events, which must begin. */
async function watch({ url, token }: OrdersServer): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(new URL("/_edgewatch/api/live", url), { headers });
  expect(response.status).toBe(200);
  return response;
}
