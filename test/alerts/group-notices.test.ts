import { describe, expect, test } from "vitest";
import type { GroupNotice } from "../../src/alerts/group-notice.ts";
import { edgewatch, memoryStore, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import type { Store } from "../../src/core/store.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import { createPlatform, type LogLine } from "../fakes/fake-platform.ts";

const token = "t0ken";
const minuteMs = 60_000;
const hourMs = 3_600_000;

describe("onNotice()", () => {
  test("is told of a new group once, whoever has met it, however often it fails", async () => {
    const { start, notices } = open();
    const sources = Array.from({ length: 10 }, () => start());
    for (const source of sources) await source.fail("Cannot read");
    await Promise.all(sources.map(async ({ watch }) => await watch.flush()));
    await sources[0]?.fail("Cannot read", 3);
    await sources[0]?.watch.flush();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      kind: "error_group",
      change: "new",
      group: expect.stringMatching(/^[0-9a-f]{16}$/),
      title: "Error: Cannot read",
      service: "orders",
      release: "v1",
      count: 1,
      sample: { route: "/orders" },
    });
    await sources[1]?.fail("Cannot write");
    await sources[1]?.watch.flush();
    expect(notices.map(({ title }) => title)).toEqual([
      "Error: Cannot read",
      "Error: Cannot write",
    ]);
  });

  test("is not told again by a source that starts later", async () => {
    const { start, notices } = open();
    const first = start();
    await first.fail("Cannot read");
    await first.watch.flush();
    const second = start("v2");
    await second.fail("Cannot read");
    await second.watch.flush();
    expect(notices).toHaveLength(1);
  });

  test("is told once that a resolved group fails in another release, and again after the next time", async () => {
    const { start, notices, clock } = open();
    const old = start("v1");
    const fresh = [start("v2"), start("v2")];
    await old.fail("Cannot read");
    await old.watch.flush();
    for (let time = 1; time <= 2; time++) {
      clock.pass(minuteMs);
      await old.ask("POST", `errors/${notices[0]?.group}/resolve`);
      clock.pass(minuteMs);
      await old.fail("Cannot read");
      await old.watch.flush();
      expect(changes(notices)).toHaveLength(time);
      for (const source of fresh) {
        await source.fail("Cannot read");
        await source.watch.flush();
      }
      expect(changes(notices)).toHaveLength(time + 1);
      expect(notices.at(-1)).toMatchObject({
        change: "regressed",
        release: time === 1 ? "v2" : "v3",
      });
      fresh.splice(0, 2, start("v3"), start("v3"));
    }
  });

  test("is told of a spike once, as long as it lasts, and of the next one after an hour of calm", async () => {
    const { start, notices, clock } = open();
    const sources = [start(), start()];
    const [one, other] = sources;
    await one?.fail("Cannot read");
    await one?.watch.flush();
    for (let minute = 0; minute < 90; minute++) {
      clock.pass(minuteMs);
      for (const source of sources) {
        await source.fail("Cannot read", 6);
        await source.watch.flush();
      }
    }
    expect(changes(notices)).toEqual(["new", "spiking"]);
    expect(notices[1]).toMatchObject({ title: "Error: Cannot read", baseline: 1 });
    expect(notices[1]?.count).toBeGreaterThanOrEqual(20);
    clock.pass(2 * hourMs);
    await other?.fail("Cannot read", 300);
    await other?.watch.flush();
    expect(changes(notices)).toEqual(["new", "spiking", "spiking"]);
  });

  test("is not told of spikes of a muted group", async () => {
    const { start, notices, clock } = open();
    const source = start();
    await source.fail("Cannot read");
    await source.watch.flush();
    await source.ask("POST", `errors/${notices[0]?.group}/mute`);
    clock.pass(minuteMs);
    await source.fail("Cannot read", 100);
    await source.watch.flush();
    expect(changes(notices)).toEqual(["new"]);
  });

  test("hears of those who send their batches to this hub", async () => {
    const { start, notices, store } = open();
    const hub = start();
    const batchOf = createSender(store);
    await hub.ingest(await batchOf("Cannot sell"));
    expect(notices).toMatchObject([
      { change: "new", title: "Error: Cannot sell", service: "shop" },
    ]);
  });

  test.for([
    [
      "throws",
      (): never => {
        throw new Error("no pager");
      },
    ],
    ["rejects", async (): Promise<never> => await Promise.reject(new Error("no pager"))],
  ] as const)(
    "may fail: one that %s is told of in the log, and nothing is lost",
    async ([, onNotice]) => {
      const { start, store, lines } = open(onNotice);
      const source = start();
      await source.fail("Cannot read", 3);
      await source.watch.flush();
      expect((await store.totals()).frames[0]?.started).toBe(3);
      expect(lines).toContainEqual(
        expect.objectContaining({
          message: expect.stringContaining("Cannot tell of a change among errors"),
        }),
      );
    },
  );

  test("costs a source that fails often one cell and the notes", async () => {
    const asked: string[] = [];
    const { start, clock } = open(
      () => {},
      (store) => ({
        ...store,
        read: async (...question) => {
          asked.push("read");
          return await store.read(...question);
        },
        ...(store.cells === undefined ? {} : { cells: counted(store.cells, asked) }),
      }),
    );
    const source = start();
    for (let flush = 0; flush < 6; flush++) {
      await source.fail("Cannot read");
      await source.watch.flush();
      clock.pass(5_000);
    }
    expect(asked).toEqual(["known", "spikes", "read"]);
  });
});

function changes(notices: readonly GroupNotice[]): string[] {
  return notices.map(({ change }) => change);
}

interface Source {
  readonly watch: Edgewatch;
  readonly fail: (message: string, count?: number) => Promise<void>;
  readonly ask: (method: string, path: string) => Promise<Response>;
  readonly ingest: (batch: string) => Promise<void>;
}

interface Opened {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly notices: GroupNotice[];
  readonly lines: readonly LogLine[];
  readonly start: (release?: string) => Source;
}

function open(
  onNotice?: EdgewatchOptions["onNotice"],
  change: (store: Store) => Store = (store) => store,
): Opened {
  const platform = createPlatform();
  const { clock, lines } = platform;
  const own = memoryStore({ clock });
  const store = change(own);
  const notices: GroupNotice[] = [];
  const told = onNotice ?? ((notice: GroupNotice) => void notices.push(notice));
  function start(release = "v1"): Source {
    const watch = edgewatch(
      { service: "orders", release, token, ingestSecret: "secret", store, onNotice: told },
      platform,
    );
    const { fetch } = watch.handler({
      async fetch(request: Request): Promise<Response> {
        throw new Error(request.headers.get("why") ?? "");
      },
    });
    async function ask(method: string, path: string): Promise<Response> {
      const headers = { authorization: `Bearer ${token}` };
      return await fetch(
        new Request(`http://localhost/_edgewatch/api/${path}`, { method, headers }),
      );
    }
    return {
      watch,
      ask,
      async fail(message, count = 1) {
        for (let index = 0; index < count; index++) {
          await fetch(new Request("http://localhost/orders", { headers: { why: message } }));
        }
      },
      async ingest(body) {
        const headers = { authorization: "Bearer secret", "content-type": "application/json" };
        const url = "http://localhost/_edgewatch/ingest/batch";
        const response = await fetch(new Request(url, { method: "POST", headers, body }));
        expect(response.status).toBe(200);
      },
    };
  }
  return { clock, store, notices, lines, start };
}

/** Makes batches as a source without notices does. */
function createSender(store: Store): (message: string) => Promise<string> {
  return async (message) => {
    let sent = "";
    const watch = edgewatch(
      {
        service: "shop",
        store: {
          coverage: store.coverage,
          read: async (...question) => await store.read(...question),
          totals: async () => await store.totals(),
          apply: async (batch) => {
            sent = JSON.stringify(batch);
            return { applied: 1, duplicate: 0, late: 0, lateRequests: 0 };
          },
        },
      },
      createPlatform(),
    );
    const { fetch } = watch.handler({
      fetch: async (): Promise<Response> => await Promise.reject(new Error(message)),
    });
    await fetch(new Request("http://localhost/sell"));
    await watch.flush();
    return sent;
  };
}

function counted(cells: NonNullable<Store["cells"]>, asked: string[]): NonNullable<Store["cells"]> {
  return {
    read: async (name) => await cells.read(name),
    swap: async (...swap) => {
      asked.push(swap[0].split("/")[0] ?? "");
      return await cells.swap(...swap);
    },
  };
}
