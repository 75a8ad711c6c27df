import { describe, expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch, memoryStore } from "../../src/index.ts";
import type { ErrorGroup } from "../../src/query/found-groups.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { EventReader } from "./event-reader.ts";

const overview = "/_edgewatch/api/overview?from=-1h";
const errors = "/_edgewatch/api/errors?from=-1h";
const shared = { headers: { "cache-control": "max-age=2" } };
const viewers = 10;

describe("a refresh while requests fail", () => {
  test.for([overview, errors])("reads the counts once for all viewers of %s", async (path) => {
    const { app, clock, costs, fail } = createApp();
    await fail("/pay", 30);
    await refresh(app, clock, path);
    costs();
    for (let round = 0; round < 3; round++) {
      clock.pass(5_000);
      await fail("/pay", 7);
      const told = await refresh(app, clock, path);
      expect(costs()).toEqual({ read: 1, totals: 0, notes: 1 });
      expect(told).toEqual(await groupsOf(app, path, {}));
      costs();
    }
  });

  test("reads nothing else where somebody watches what is live", async () => {
    const { app, clock, costs, fail } = createApp();
    await fail("/pay", 30);
    const reader = new EventReader(await ask(app, "/_edgewatch/api/live"));
    await refresh(app, clock, overview);
    for (let round = 0; round < 3; round++) {
      await fail("/pay", 7);
      await clock.advance(2_000);
      costs();
      await refresh(app, clock, overview);
      expect(costs()).toEqual({ read: 1, totals: 0, notes: 0 });
    }
    await reader.cancel();
  });

  test("tells of groups that are new, and of what others have decided, as if nothing were remembered", async () => {
    const system = createApp();
    const { app, clock, fail } = system;
    const other = system.start();
    await fail("/pay", 3);
    clock.pass(50 * 60_000);
    await fail("/pay", 1);
    await refresh(app, clock, errors);
    for (const route of ["/ship", "/stock", "/mail"]) {
      clock.pass(5_000);
      await fail(route, 2, other);
      await fail("/pay", 1);
      await ask(other, "/_edgewatch/flush", { method: "POST" });
      const [group] = await groupsOf(other, errors, {});
      await ask(other, `/_edgewatch/api/errors/${group?.id}/mute`, { method: "POST" });
      for (const from of ["-1h", "-5m", "-1d"]) {
        const path = `/_edgewatch/api/errors?from=${from}`;
        const told = await refresh(app, clock, path);
        expect(told).toEqual(await groupsOf(app, path, {}));
        expect(told.some(({ state }) => state === "muted")).toBe(true);
      }
      const past = "/_edgewatch/api/errors?from=-1h&to=-30m";
      expect(await refresh(app, clock, past)).toEqual(await groupsOf(app, past, {}));
    }
    const [pay, ...others] = await refresh(app, clock, "/_edgewatch/api/errors?from=-5m");
    expect(pay).toMatchObject({ is_new: false, first_seen: "2026-11-23T10:00:00.000Z" });
    expect(others.map((group) => group.is_new)).toEqual([true, true, true]);
  });

  test("tells at once what has been decided here", async () => {
    const { app, clock, fail } = createApp();
    await fail("/pay", 3);
    const [group] = await refresh(app, clock, errors);
    for (const [action, state] of [
      ["resolve", "resolved"],
      ["mute", "muted"],
      ["reopen", "open"],
    ] as const) {
      await ask(app, `/_edgewatch/api/errors/${group?.id}/${action}`, { method: "POST" });
      expect(await groupsOf(app, errors, shared)).toMatchObject([{ state }]);
    }
  });
});

/** What ten viewers are told, who must all be told the same. */
async function refresh(app: Asked, clock: FakeClock, path: string): Promise<readonly ErrorGroup[]> {
  const asked = Array.from({ length: viewers }, () => groupsOf(app, path, shared));
  const progress = { isDone: false };
  const done = Promise.all(asked).finally(() => void (progress.isDone = true));
  while (!progress.isDone) {
    await clock.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const [first = [], ...others] = await done;
  for (const told of others) expect(told).toEqual(first);
  return first;
}

async function groupsOf(
  app: Asked,
  path: string,
  init: typeof shared | object,
): Promise<readonly ErrorGroup[]> {
  const response = await ask(app, path, init);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer: { groups?: ErrorGroup[]; errors?: ErrorGroup[] } = await response.json();
  return answer.groups ?? answer.errors ?? [];
}

interface Costs {
  readonly read: number;
  readonly totals: number;
  readonly notes: number;
}

interface App {
  readonly app: Asked;
  readonly clock: FakeClock;
  /** How often the store was asked since this was called last. */
  readonly costs: () => Costs;
  /** Makes requests fail, each route in a way of its own. */
  readonly fail: (route: string, count: number, app?: Asked) => Promise<void>;
  /** Starts another process that shares the store. */
  readonly start: () => Asked;
}

function createApp(): App {
  const platform = createPlatform();
  const inner = memoryStore({ clock: platform.clock });
  const { notes } = inner;
  if (notes === undefined) throw new Error("no notes");
  let [read, totals, noted] = [0, 0, 0];
  const store: Store = {
    ...inner,
    read(range, stepMs) {
      read++;
      return inner.read(range, stepMs);
    },
    totals() {
      totals++;
      return inner.totals();
    },
    notes: {
      read() {
        noted++;
        return notes.read();
      },
      write: (name, text) => notes.write(name, text),
    },
  };
  function start(): Asked {
    const watch = edgewatch({ service: "orders", token, store, dashboard: dashboard() }, platform);
    return watch.handler({
      fetch(request: Request) {
        throw new Error(`Cannot answer ${new URL(request.url).pathname}`);
      },
    });
  }
  const app = start();
  return {
    ...{ app, start, clock: platform.clock },
    costs() {
      const costs = { read, totals, notes: noted };
      [read, totals, noted] = [0, 0, 0];
      return costs;
    },
    async fail(route, count, failing = app) {
      for (let n = 0; n < count; n++) await ask(failing, route).catch(() => {});
    },
  };
}
