import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runtimes, type Runtime } from "../../scripts/start/runtime-command.ts";
import { until } from "./deadline.ts";
import { send, type WireRequest, type WireResponse } from "./http-client.ts";
import { maskResponse } from "./mask.ts";
import { startOrders, temporaryFolder, token, type OrdersServer } from "./orders-server.ts";

const bearer = { authorization: `Bearer ${token}` };
const asText = { ...bearer, accept: "text/plain" };
const asked: readonly WireRequest[] = [
  { path: "/health", headers: bearer },
  { path: "/health", headers: asText },
  { path: "/health/stock", headers: bearer },
  { path: "/health?exclude=stock", headers: bearer },
  { path: "/readyz", headers: bearer },
  { path: "/readyz", headers: asText },
  { path: "/_edgewatch/api/health", headers: bearer },
];
/** workerd has no hook to end by: it cuts everything off at once. */
const ending = ["deno", "bun", "node"] as const;

describe("every runtime says the same of its health", () => {
  const cleanUps: (() => unknown)[] = [];
  const servers = new Map<Runtime, OrdersServer>();

  beforeAll(async () => {
    await Promise.all(
      runtimes.map(async (runtime) => {
        const folder = temporaryFolder((remove) => cleanUps.unshift(remove));
        const server = await startOrders(runtime, folder, (end) => cleanUps.unshift(end));
        await send(server.url, { path: "/orders" });
        await send(server.url, { method: "POST", path: "/_edgewatch/flush", headers: bearer });
        servers.set(runtime, server);
      }),
    );
  });

  afterAll(async () => {
    for (const cleanUp of cleanUps) await cleanUp();
  });

  test("in detail, with its own check and that of the store", async () => {
    const { body } = await ask("node", { path: "/health", headers: bearer });
    expect(JSON.parse(body)).toMatchObject({
      status: "pass",
      serviceId: "orders",
      checks: {
        stock: [{ status: "warn", observedValue: 1, observedUnit: "articles sold out" }],
        "store:flush": [{ status: "pass", observedValue: 0 }],
      },
    });
  });

  test.each(asked)("at $path with $headers", async (request) => {
    const expected = await masked("node", request);
    expect(expected).toMatchObject({ status: 200 });
    for (const runtime of runtimes)
      expect(await masked(runtime, request), runtime).toEqual(expected);
  });

  async function masked(runtime: Runtime, request: WireRequest): Promise<unknown> {
    return maskResponse(await ask(runtime, request), serverOf(runtime));
  }

  async function ask(runtime: Runtime, request: WireRequest): Promise<WireResponse> {
    return await send(serverOf(runtime).url, request);
  }

  function serverOf(runtime: Runtime): OrdersServer {
    const server = servers.get(runtime);
    if (server === undefined) throw new Error(`${runtime} does not run`);
    return server;
  }
});

test.each(ending)("on %s, SIGTERM turns traffic away before the server closes", async (runtime) => {
  const server = await startOrders(runtime, temporaryFolder());
  expect(await send(server.url, { path: "/readyz" })).toMatchObject({ status: 200 });
  const ended = server.stop("SIGTERM");
  let turnedAway: WireResponse | undefined;
  await until(
    "readiness to go",
    async () => {
      turnedAway = await send(server.url, { path: "/readyz" });
      return turnedAway.status !== 200;
    },
    5_000,
  );
  expect(turnedAway).toMatchObject({ status: 503, body: `{"status":"fail"}` });
  expect(turnedAway?.headers["retry-after"]).toBe("5");
  // Whoever comes all the same is served.
  expect(await send(server.url, { path: "/livez" })).toMatchObject({ status: 200, body: "ok\n" });
  expect(await send(server.url, { path: "/orders" })).toMatchObject({ status: 200 });
  expect(await ended).toBe(0);
});
