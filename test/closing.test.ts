import { describe, expect, test } from "vitest";
import { edgewatch, type Edgewatch, type Store } from "../src/index.ts";
import { stillStore } from "./fakes/still-store.ts";
import { ask, token, type Asked } from "./fakes/asking.ts";
import { settle } from "./fakes/fake-clock.ts";
import { createPlatform, type FakePlatform } from "./fakes/fake-platform.ts";
import { FaultyStore, never, type Fault } from "./fakes/faulty-store.ts";

describe("flush()", () => {
  test("writes what was observed", async () => {
    const { app, watch, store } = createWatched();
    await ask(app, "/a");
    await watch.flush();
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
  });

  test("rejects when the store does not take it", async () => {
    const { app, watch } = createWatched(["refused"]);
    await ask(app, "/a");
    await expect(watch.flush()).rejects.toThrow("refused");
    await watch.flush();
  });
});

describe("close()", () => {
  test("writes what was observed, then closes the store", async () => {
    const { app, watch, store, closed } = createWatched();
    await ask(app, "/a");
    expect(closed()).toBe(0);
    await watch.close();
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
    expect(closed()).toBe(1);
  });

  test("tries again while the store fails, and counts everything once", async () => {
    const { app, watch, store, closed, platform } = createWatched([
      "refused",
      "reply lost",
      "refused",
    ]);
    await ask(app, "/a");
    const closing = watch.close();
    await platform.clock.advance(2_000);
    await closing;
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
    expect(closed()).toBe(1);
  });

  test("gives up after 8 s, says so, and closes the store", async () => {
    const { app, watch, closed, platform } = createWatched(
      Array.from({ length: 100 }, () => "refused"),
    );
    await ask(app, "/a");
    const closing = expect(watch.close()).rejects.toThrow("Cannot write what is left to the store");
    await platform.clock.advance(8_000);
    await closing;
    expect(closed()).toBe(1);
  });

  test("gives up on a store that hangs as well", async () => {
    const platform = createPlatform();
    const store: Store = { ...stillStore(), apply: never };
    const watch = edgewatch({ service: "orders", store }, platform);
    await ask(watch.handler(hello), "/a");
    const closing = expect(watch.close()).rejects.toThrow("Cannot write what is left to the store");
    await platform.clock.advance(8_000);
    await closing;
  });

  test("leaves the store alone once it is closed", async () => {
    const { app, watch, store, platform } = createWatched(
      Array.from({ length: 100 }, () => "refused"),
    );
    await ask(app, "/a");
    const closing = expect(watch.close()).rejects.toThrow();
    await platform.clock.advance(8_000);
    await closing;
    const attempts = store.sent.length;
    await platform.clock.advance(120_000);
    await settle();
    expect(store.sent.length).toBe(attempts);
  });
});

const hello = { fetch: (_request: Request) => new Response("hi") };

interface Watched {
  readonly app: Asked;
  readonly watch: Edgewatch;
  readonly store: FaultyStore;
  readonly platform: FakePlatform;
  /** How often the store was closed. */
  readonly closed: () => number;
}

function createWatched(faults: Fault[] = []): Watched {
  const platform = createPlatform();
  let closed = 0;
  const store = Object.assign(new FaultyStore(() => faults.shift()), {
    close() {
      closed++;
    },
  });
  const watch = edgewatch({ service: "orders", token, store }, platform);
  return { app: watch.handler(hello), watch, store, platform, closed: () => closed };
}
