import { describe, expect, test } from "vitest";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import type { Mark } from "../../src/query/overview-answer.ts";
import type { Store } from "../../src/core/store.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { overviewOf } from "./overview-asking.ts";

const minuteMs = 60_000;

describe("marks of an overview", () => {
  test("tell when a service is first seen with another release", async () => {
    const system = createSystem();
    const v1 = system.start({ service: "orders", release: "v1" });
    const stock = system.start({ service: "stock", release: "s9" });
    await ask(v1, "/");
    system.clock.pass(70 * minuteMs);
    await ask(v1, "/");
    const v2 = system.start({ service: "orders", release: "v2" });
    system.clock.pass(5 * minuteMs);
    await ask(v2, "/");
    await ask(stock, "/");
    system.clock.pass(5 * minuteMs);
    await ask(v1, "/");
    await ask(v2, "/another");
    await flushAll(system.apps);
    const release = { kind: "release", service: "orders", release: "v2" };
    expect(await marksOf(v1, "from=-1h")).toEqual([
      { ...release, time: "2026-11-23T11:15:00.000Z" },
    ]);
    expect(await marksOf(v1, "from=-1h&service=stock")).toEqual([]);
    expect(await marksOf(v1, "from=-1h&route=/nowhere")).toHaveLength(1);
  });

  test("tell of a deploy that rolls out, and of going back from it, each once and by service", async () => {
    const system = createSystem();
    const [v1, v2, stock1, stock2] = [
      { service: "orders", release: "v1" },
      { service: "orders", release: "v2" },
      { service: "stock", release: "s1" },
      { service: "stock", release: "s2" },
    ].map((options) => system.start(options));
    if (v1 === undefined || v2 === undefined) throw new Error("no app");
    /** What answers in each minute. */
    const minutes = [
      ...[[v1], [v1], [v1], [v1, v2], [v2], [v1, v2, stock1], [v1], [v2], [v2], [v2], [v1, v2]],
      ...[[v2, stock1, stock2], [v2], [v1, v2], [v1], [v1, stock2], [v1], [v2], [v1]],
    ];
    for (const apps of minutes) {
      for (const app of apps) for (let n = 0; n < 10; n++) await ask(app ?? v1, "/");
      system.clock.pass(minuteMs);
    }
    await flushAll(system.apps);
    const orders = { kind: "release", service: "orders" };
    expect(await marksOf(v1, "from=-30m&step=1m&service=orders")).toEqual([
      { ...orders, release: "v2", time: "2026-11-23T10:03:00.000Z" },
      { ...orders, release: "v1", time: "2026-11-23T10:14:00.000Z" },
    ]);
    const stock = { kind: "release", service: "stock", release: "s2" };
    expect(await marksOf(v1, "from=-30m&step=1m&service=stock")).toEqual([
      { ...stock, time: "2026-11-23T10:11:00.000Z" },
    ]);
    expect(await marksOf(v1, "from=-30m&step=1m")).toHaveLength(3);
  });

  test("tell nothing of releases that answer by turns, however long", async () => {
    const system = createSystem();
    const [v1, v2] = ["v1", "v2"].map((release) => system.start({ service: "orders", release }));
    if (v1 === undefined || v2 === undefined) throw new Error("no app");
    for (let minute = 0; minute < 40; minute++) {
      await ask(minute % 7 < 3 ? v1 : v2, "/");
      system.clock.pass(minuteMs);
    }
    await flushAll(system.apps);
    expect(await marksOf(v1, "from=-30m&step=1m")).toEqual([]);
  });

  test("tell nothing of a service that was never seen before, or that names no release", async () => {
    const system = createSystem();
    const app = system.start({ service: "orders", release: "v1" });
    await ask(app, "/");
    system.clock.pass(5 * minuteMs);
    await ask(system.start({ service: "orders" }), "/");
    await ask(system.start({ service: "mail", release: "m1" }), "/");
    await flushAll(system.apps);
    expect(await marksOf(app, "from=-1h")).toEqual([]);
  });

  test("tell when checks change, once however many isolates find out", async () => {
    const system = createSystem();
    let isUp = true;
    const checks = [{ name: "db", ttlMs: 1_000, run: () => isUp }];
    const apps = [1, 2, 3].map(() => system.start({ service: "orders", checks }));
    const [first] = apps;
    if (first === undefined) throw new Error("no app");

    async function lookAfter(ms: number): Promise<void> {
      system.clock.pass(ms);
      for (const app of apps) {
        await ask(app, "/health");
        system.clock.pass(2_000);
      }
    }

    await lookAfter(0);
    isUp = false;
    await lookAfter(10 * minuteMs);
    apps.push(system.start({ service: "orders", checks }));
    await lookAfter(5 * minuteMs);
    isUp = true;
    await lookAfter(15 * minuteMs);
    await flushAll(system.apps);
    const health = { kind: "health", service: "orders", check: "db" };
    expect(await marksOf(first, "from=-1h")).toEqual([
      { ...health, time: "2026-11-23T10:10:00.000Z", status: "fail" },
      { ...health, time: "2026-11-23T10:30:00.000Z", status: "pass" },
    ]);
    expect(await marksOf(first, "from=-1h&service=stock")).toEqual([]);
    const metrics = await (await ask(first, "/metrics")).text();
    expect(metrics).toContain("# HELP edgewatch_check_changes_total ");
    expect(metrics).toMatch(
      /^edgewatch_check_changes_total\{service_name="orders",check="db",status="fail"\} 4$/m,
    );
  });

  test("tell of a check that failed and passed again within one step", async () => {
    const system = createSystem();
    let isUp = true;
    const app = system.start({
      service: "orders",
      checks: [{ name: "db", ttlMs: 1_000, run: () => isUp }],
    });
    for (const is of [true, false, true]) {
      isUp = is;
      await ask(app, "/health");
      system.clock.pass(5_000);
    }
    await flushAll(system.apps);
    const found = await marksOf(app, "from=-10m&step=1m");
    expect(found.map((mark) => mark.kind === "health" && mark.status)).toEqual(["fail", "pass"]);
  });
});

interface System {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly apps: Asked[];
  /** Starts a process that shares the store. */
  start(options: EdgewatchOptions): Asked;
}

function createSystem(): System {
  const platform = createPlatform();
  const { clock } = platform;
  const store = memoryStore({ clock });
  const apps: Asked[] = [];
  return {
    clock,
    store,
    apps,
    start(options) {
      const watch = edgewatch(
        { token, store, dashboard: dashboard(), ...options },
        { ...platform },
      );
      const app = watch.handler({ fetch: (_request: Request) => new Response("hi") });
      apps.push(app);
      return app;
    },
  };
}

async function flushAll(apps: readonly Asked[]): Promise<void> {
  for (const app of apps) await ask(app, "/_edgewatch/flush", { method: "POST" });
}

async function marksOf(app: Asked, search: string): Promise<readonly Mark[]> {
  return (await overviewOf(app, search)).marks;
}
