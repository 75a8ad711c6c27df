import { describe, expect, test } from "vitest";
import { edgewatch, type EdgewatchOptions, type Store } from "../src/index.ts";
import { stillStore } from "./fakes/still-store.ts";
import { ask, countsOf, summaryOf, token, type Asked } from "./fakes/asking.ts";
import type { LogRecord } from "../src/log/log-record.ts";
import { failing } from "./fakes/failing.ts";
import { settle } from "./fakes/fake-clock.ts";
import { createPlatform, requestLines, type FakePlatform } from "./fakes/fake-platform.ts";
import { FaultyStore, never, type Fault } from "./fakes/faulty-store.ts";

const windowMs = 10_000;

describe("a response", () => {
  test.for([
    ["refuses", new FaultyStore(() => "refused")],
    ["hangs", new FaultyStore(() => "hangs")],
    ["loses its replies", new FaultyStore(() => "reply lost")],
    ["throws at once", createThrowingStore()],
  ] as const)("comes as it is and at once when the store %s", async ([, store]) => {
    const { app, platform } = createWatched({ store });
    const before = platform.clock.now();
    // Enough to fill batches, so that writing is tried as well.
    for (let index = 0; index < 2_500; index++) {
      const response = app.fetch(new Request("http://localhost/orders/42"));
      expect(response).toBeInstanceOf(Response);
    }
    expect(platform.clock.now()).toBe(before);
    await platform.clock.advance(60_000);
    await settle();
    const response = await ask(app, "/orders/42");
    expect(await response.text()).toBe("hi");
    expect(requestLines(platform)).toHaveLength(2_501);
  });

  test("is counted exactly once, whatever befell the store meanwhile", async () => {
    const faults: Fault[] = [
      "refused",
      "reply lost",
      "hangs",
      "hangs after applying",
      "reply lost",
    ];
    const { app, platform } = createWatched({ store: new FaultyStore(() => faults.shift()) });
    for (let index = 0; index < 50; index++) {
      await ask(app, "/orders/42");
      await platform.clock.advance(windowMs);
    }
    await settle();
    expect(faults).toEqual([]);
    expect(await countsOf(app)).toEqual({ "GET /orders/:id 200": 50 });
  });

  test.for([
    ["throws", failing(new Error("disk full"))],
    ["rejects", () => Promise.reject(new Error("disk full"))],
  ] as const)("comes as it is when a sink %s, which is counted and told once", async ([, sink]) => {
    const told: LogRecord[] = [];
    function other(record: LogRecord): void {
      if (record.logger === "edgewatch") told.push(record);
    }
    const { app } = createWatched({ sinks: [sink, other] });
    for (let index = 0; index < 5; index++) {
      const response = await ask(app, "/orders/42");
      expect(await response.text()).toBe("hi");
    }
    await settle();
    expect(told).toMatchObject([{ level: "error", fields: { "exception.message": "disk full" } }]);
    expect((await summaryOf(app)).dropped).toEqual({ log_sink_failed: 5 });
  });

  test("comes as it is when a sink hangs", async () => {
    const { app } = createWatched({ sinks: [never] });
    expect(await (await ask(app, "/")).text()).toBe("hi");
    expect((await summaryOf(app)).dropped).toEqual({});
  });

  test("reaches the other sinks when one fails", async () => {
    const events: unknown[] = [];
    const sinks = [
      failing(new Error("disk full")),
      ({ event }: LogRecord) => void events.push(event),
    ];
    const { app } = createWatched({ sinks });
    await ask(app, "/");
    expect(events).toContain("http.request");
  });

  test("comes as it is when the console cannot be written to", async () => {
    const platform = createPlatform();
    const write = failing(new Error("EPIPE"));
    const watch = edgewatch({ service: "orders", token }, { ...platform, write });
    const app = watch.handler(hello);
    for (let index = 0; index < 3; index++) {
      expect(await (await ask(app, "/")).text()).toBe("hi");
    }
    expect((await summaryOf(app)).dropped).toEqual({ log_sink_failed: 3 });
  });

  test("comes as it is when the option route throws, which is told once", async () => {
    const { app, platform } = createWatched({
      route: failing(new RangeError("no route")),
    });
    for (let index = 0; index < 3; index++) expect((await ask(app, "/a")).status).toBe(200);
    const told = platform.lines.filter(({ logger }) => logger === "edgewatch");
    expect(told).toMatchObject([{ level: "error", "exception.message": "no route" }]);
    expect(await countsOf(app)).toEqual({ "GET (unmatched) 200": 3 });
  });

  test("comes as it is when the clock fails", async () => {
    const platform = createPlatform();
    const clock = {
      now: failing(new Error("no clock")),
      monotonicMs: () => 0,
      delay: never,
    };
    const app = edgewatch({ service: "orders" }, { ...platform, clock }).handler(hello);
    expect(await (await ask(app, "/")).text()).toBe("hi");
  });
});

const hello = { fetch: (_request: Request) => new Response("hi") };

function createWatched(options: Partial<EdgewatchOptions>): { app: Asked; platform: FakePlatform } {
  const platform = createPlatform();
  const watch = edgewatch({ service: "orders", token, ...options }, platform);
  return { app: watch.handler(hello), platform };
}

function createThrowingStore(): Store {
  return { ...stillStore(), apply: failing(new Error("no store")) };
}
