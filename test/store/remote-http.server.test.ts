import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { detectRuntime } from "../../src/core/runtime.ts";
import { edgewatch, remoteStore, serve, sqliteStore, type Server } from "../../src/server.ts";
import { listen, type Listener } from "../../src/serve/listen.ts";
import { createBatch } from "../contracts/batches.ts";
import { describeStore } from "../contracts/store.ts";
import { countsOf, summaryOf, token, type Asked } from "../fakes/asking.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { createHub, secret, type Hub } from "./remote-hubs.ts";

const host = "127.0.0.1";

describe("over HTTP", () => {
  const hubs = new Map<string, Hub>();
  const asked: string[] = [];
  let listener: Listener | undefined;

  /** Each hub has a folder of its own. */
  function fetch(request: Request): Promise<Response> {
    const [, folder = ""] = new URL(request.url).pathname.split("/");
    asked.push(folder);
    if (folder === "moved") {
      const headers = { location: "/elsewhere/ingest/batch" };
      return Promise.resolve(new Response(null, { status: 307, headers }));
    }
    return hubs.get(folder)?.fetch(request) ?? Promise.resolve(new Response(null, { status: 404 }));
  }

  beforeAll(async () => {
    listener = await listen(detectRuntime(), fetch, { port: 0, hostname: host });
  });

  afterAll(() => {
    listener?.force();
  });

  describeStore("remoteStore()", () => {
    const folder = `hub-${hubs.size}`;
    hubs.set(folder, createHub(undefined, `/${folder}`));
    return remoteStore({ url: `http://${host}:${listener?.port}/${folder}`, secret });
  });

  test("remoteStore() takes its secret to no other place", async () => {
    const store = remoteStore({ url: `http://${host}:${listener?.port}/moved`, secret });
    await expect(store.apply(createBatch("a", 1))).rejects.toThrow("give the address of a hub");
    await expect(store.totals()).rejects.toThrow("give the address of a hub");
    expect(asked.slice(-2)).toEqual(["moved", "moved"]);
    expect(asked).not.toContain("elsewhere");
  });
});

describe("a hub that is away for an hour", () => {
  test("costs a quiet service nothing", async () => {
    const outage = await suffer({ routes: 5, minutes: 60 });
    expect(outage.dropped).toEqual({});
    expect(outage.counted).toBe(outage.observed);
  });

  test("costs a busy one what it could not keep, and the hub hears how much that is", async () => {
    const { observed, counted, dropped } = await suffer({ routes: 100, minutes: 60 });
    const { store_unavailable: lost = 0, ...others } = dropped;
    expect(others).toEqual({});
    expect(lost).toBeGreaterThan(10_000);
    expect(counted).toBeGreaterThan(20_000);
    expect(counted + lost).toBe(observed);
  }, 60_000);
});

interface Outage {
  readonly observed: number;
  /** What the hub knows of in the end. */
  readonly counted: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** A service of so many routes, each asked once in 10 s, before, while and after its hub is away. */
async function suffer({
  routes,
  minutes,
}: Readonly<Record<"routes" | "minutes", number>>): Promise<Outage> {
  const platform = createPlatform();
  const file = await temporaryFile();
  const first = await startHub(file, 0, platform.clock);
  const { port } = first.server;
  const store = remoteStore({ url: `http://${host}:${port}`, secret });
  const watch = edgewatch({ service: "orders", store }, platform);
  const app = watch.handler({ fetch: () => new Response("ok") });
  let observed = 0;

  function work(buckets: number): void {
    for (let bucket = 0; bucket < buckets; bucket++) {
      for (let route = 0; route < routes; route++) {
        app.fetch(new Request(`http://localhost/${letters(route)}`));
        observed++;
      }
      platform.clock.pass(10_000);
    }
  }

  work(3);
  await watch.flush();
  expect(await requestsAt(first.app)).toBe(observed);
  await first.server.close();
  for (let minute = 0; minute < minutes; minute += 5) {
    work(30);
    await expect(watch.flush()).rejects.toThrow("is the hub running?");
  }
  const { app: hub, server } = await startHub(file, port, platform.clock);
  onTestFinished(() => server.close());
  await watch.flush();
  work(1);
  await watch.flush();
  const { dropped } = await summaryOf(hub);
  return { observed, counted: await requestsAt(hub), dropped };
}

/** Digits would make the path an identifier. */
function letters(number: number): string {
  return String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26));
}

interface RunningHub {
  readonly app: Asked;
  readonly server: Server;
}

async function startHub(file: string, port: number, clock: FakeClock): Promise<RunningHub> {
  const platform: FakePlatform = { ...createPlatform(), clock };
  const watch = edgewatch(
    { service: "hub", store: sqliteStore(file, { clock }), ingestSecret: secret, token },
    platform,
  );
  const app = watch.handler({ fetch: () => new Response(null, { status: 404 }) });
  return { app, server: await serve(watch, app, { port, hostname: host }) };
}

async function requestsAt(hub: Asked): Promise<number> {
  const counts = Object.values(await countsOf(hub));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "edgewatch-remote-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "hub.sqlite");
}
