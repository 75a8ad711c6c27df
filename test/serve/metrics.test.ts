import { describe, expect, test } from "vitest";
import { detectRuntime } from "../../src/core/runtime.ts";
import { edgewatch, type Store } from "../../src/index.ts";
import { stillStore } from "../fakes/still-store.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { FaultyStore } from "../fakes/faulty-store.ts";
import { parseExposition } from "../metrics/exposition-parser.ts";

const prometheusAccept =
  "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

describe("/metrics", () => {
  test.for([
    ["text/plain", "text/plain; version=0.0.4; charset=utf-8"],
    ["*/*", "text/plain; version=0.0.4; charset=utf-8"],
    ["", "text/plain; version=0.0.4; charset=utf-8"],
    ["text/html", "text/plain; version=0.0.4; charset=utf-8"],
    [prometheusAccept, "application/openmetrics-text; version=1.0.0; charset=utf-8"],
    ["application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8"],
    ["application/json", "application/json"],
    ["APPLICATION/JSON", "application/json"],
  ] as const)("answers Accept: %s with %s", async ([accept, type]) => {
    const { app } = createWatched();
    const response = await ask(app, "/metrics", { headers: { accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
  });

  test("counts the request made just before, in all three formats", async () => {
    const { app } = createWatched();
    await ask(app, "/orders/42");
    for (const [accept, format] of [
      ["text/plain", "prometheus"],
      [prometheusAccept, "openmetrics"],
    ] as const) {
      const response = await ask(app, "/metrics", { headers: { accept } });
      const families = parseExposition(await response.text(), format);
      const samples = families.flatMap((family) => family.samples);
      const count = samples.find(
        ({ name }) => name === "http_server_request_duration_seconds_count",
      );
      expect(count?.value).toBe(1);
      expect(Object.fromEntries(count?.labels ?? [])).toEqual({
        service_name: "orders",
        http_request_method: "GET",
        http_route: "/orders/:id",
        http_response_status_code: "200",
      });
      const started = samples.find(({ name }) => name === "edgewatch_requests_started_total");
      expect(started?.value).toBe(1);
    }
  });

  test("tells the same as JSON, with the process that answered", async () => {
    const { app, platform } = createWatched();
    await ask(app, "/orders/42");
    platform.clock.pass(12_335);
    await ask(app, "/orders/43");
    const response = await ask(app, "/metrics", { headers: { accept: "application/json" } });
    expect(await response.json()).toEqual({
      service: "orders",
      coverage: "source",
      sources: 1,
      uptime_seconds: 12.345,
      system: {
        runtime: detectRuntime().name,
        memory: { rss_bytes: 2_000, heap_used_bytes: 1_000 },
      },
      total: 2,
      started: 2,
      requests: { "GET /orders/:id": { count: 2, average_ms: 5, status_codes: { 200: 2 } } },
      errors: { total: 0, rate: 0 },
      dropped: {},
    });
  });

  test("says unknown where the runtime does not tell its memory", async () => {
    const platform = createPlatform({ memory: () => undefined });
    const app = edgewatch({ service: "orders", token }, platform).handler(hello);
    const json = await ask(app, "/metrics", { headers: { accept: "application/json" } });
    expect(await json.json()).toMatchObject({ system: { memory: "unknown" } });
    expect(await (await ask(app, "/metrics")).text()).not.toContain(
      "process_resident_memory_bytes",
    );
  });

  test("does not count itself", async () => {
    const { app } = createWatched();
    await ask(app, "/metrics");
    await ask(app, "/livez");
    await ask(app, "/_edgewatch/api/usage");
    const response = await ask(app, "/metrics", { headers: { accept: "application/json" } });
    expect(await response.json()).toMatchObject({ total: 0, started: 0, sources: 0 });
  });

  test("tells the totals of all sources of a store", async () => {
    const store = stillStore();
    const apps = [createWatched(store), createWatched(store), createWatched(store)];
    for (const { app } of apps) {
      await ask(app, "/");
      await ask(app, "/_edgewatch/flush", { method: "POST" });
    }
    for (const { app } of apps) {
      const response = await ask(app, "/metrics", { headers: { accept: "application/json" } });
      expect(await response.json()).toMatchObject({ total: 3, sources: 3 });
    }
  });

  test("answers from the store after a second when the store takes no writes", async () => {
    const { app, platform } = createWatched(new FaultyStore(() => "hangs"));
    await ask(app, "/");
    const answer = ask(app, "/metrics", { headers: { accept: "application/json" } });
    await platform.clock.advance(1_000);
    expect(await (await answer).json()).toMatchObject({ total: 0, coverage: "system" });
  });
});

const hello = { fetch: (_request: Request) => new Response("hi") };

function createWatched(store: Store = stillStore()): { app: Asked; platform: FakePlatform } {
  const memory = { rssBytes: 2_000, heapUsedBytes: 1_000 };
  const platform = createPlatform({ memory: () => memory });
  const watch = edgewatch({ service: "orders", token, store }, platform);
  const app = watch.handler({
    fetch: (_request: Request) => {
      platform.clock.pass(5);
      return new Response("hi");
    },
  });
  return { app, platform };
}
