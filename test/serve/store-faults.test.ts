import { describe, expect, test } from "vitest";
import { edgewatch, type Store } from "../../src/index.ts";
import { stillStore } from "../fakes/still-store.ts";
import { ask, countsOf, token, type Asked } from "../fakes/asking.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { FaultyStore, never, type Fault } from "../fakes/faulty-store.ts";

const storeTimeoutMs = 10_000;
const ownFlushTimeoutMs = 1_000;
const reading = ["/metrics", "/_edgewatch/api/usage"] as const;

describe.for(reading)("%s", (path) => {
  test("answers 503 when the store does not answer, within its deadline and not before", async () => {
    const store: Store = { ...stillStore(), read: never, totals: never };
    const { app, platform } = createWatched(store);
    const answer = ask(app, path);
    const state = watchOver(answer);
    await platform.clock.advance(storeTimeoutMs - 1);
    await settle();
    expect(state.isSettled).toBe(false);
    await platform.clock.advance(1);
    await expectUnavailable(await answer);
  });

  test("spends at most a second more on a store that takes no writes either", async () => {
    const store: Store = { ...stillStore(), apply: never, read: never, totals: never };
    const { app, platform } = createWatched(store);
    await ask(app, "/");
    const answer = ask(app, path);
    await platform.clock.advance(storeTimeoutMs + ownFlushTimeoutMs);
    await expectUnavailable(await answer);
  });

  test.for([
    ["rejects", () => Promise.reject(new Error("secret: connection string"))],
    [
      "throws",
      () => {
        throw new Error("secret: connection string");
      },
    ],
  ] as const)("answers 503 when the store %s, without telling why", async ([, fail]) => {
    const store: Store = { ...stillStore(), read: fail, totals: fail };
    const response = await ask(createWatched(store).app, path);
    expect(await expectUnavailable(response)).not.toContain("secret");
  });

  test("answers all the same when only the write fails", async () => {
    const { app } = createWatched(new FaultyStore(() => "refused"));
    await ask(app, "/");
    expect((await ask(app, path)).status).toBe(200);
  });
});

describe("/_edgewatch/flush", () => {
  test("answers 204 once everything is written", async () => {
    const store = new FaultyStore();
    const { app } = createWatched(store);
    await ask(app, "/");
    const response = await ask(app, "/_edgewatch/flush", { method: "POST" });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect(store.sent).toHaveLength(1);
  });

  test("needs the credential", async () => {
    const store = new FaultyStore();
    const { app } = createWatched(store);
    await ask(app, "/");
    const headers = { authorization: "" };
    const response = await ask(app, "/_edgewatch/flush", { method: "POST", headers });
    expect(response.status).toBe(401);
    expect(store.sent).toEqual([]);
  });

  test("answers 503 when the store refuses, and 204 once it takes the batch", async () => {
    const faults: Fault[] = ["reply lost"];
    const { app } = createWatched(new FaultyStore(() => faults.shift()));
    await ask(app, "/");
    await expectUnavailable(await ask(app, "/_edgewatch/flush", { method: "POST" }));
    expect((await ask(app, "/_edgewatch/flush", { method: "POST" })).status).toBe(204);
    expect(await countsOf(app)).toEqual({ "GET / 200": 1 });
  });

  test("answers 503 when the store hangs", async () => {
    const { app, platform } = createWatched(new FaultyStore(() => "hangs"));
    await ask(app, "/");
    const answer = ask(app, "/_edgewatch/flush", { method: "POST" });
    await platform.clock.advance(storeTimeoutMs);
    await expectUnavailable(await answer);
  });
});

async function expectUnavailable(response: Response): Promise<string> {
  expect(response.status).toBe(503);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("retry-after")).toBe("10");
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ status: 503, title: "Service Unavailable" });
  return body;
}

function watchOver(promise: Promise<unknown>): { readonly isSettled: boolean } {
  const state = { isSettled: false };
  void promise.finally(() => {
    state.isSettled = true;
  });
  return state;
}

function createWatched(store: Store): { app: Asked; platform: FakePlatform } {
  const platform = createPlatform();
  const watch = edgewatch({ service: "orders", token, store }, platform);
  return { app: watch.handler({ fetch: (_request: Request) => new Response("hi") }), platform };
}
