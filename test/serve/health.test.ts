import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { FaultyStore } from "../fakes/faulty-store.ts";

const nobody = { headers: { authorization: "" } };

describe("/livez", () => {
  test("says ok, whatever the store does", async () => {
    const { app } = createWatched(new FaultyStore(() => "hangs"));
    const response = await ask(app, "/livez", nobody);
    expect(await response.text()).toBe("ok\n");
  });
});

describe.for(["/health", "/readyz"])("%s", (path) => {
  test("tells everybody the status, and nothing else", async () => {
    const { app } = createWatched(new FaultyStore());
    const response = await ask(app, path, nobody);
    expect(response.headers.get("content-type")).toBe("application/health+json");
    expect(await response.json()).toEqual({ status: "pass" });
  });

  test("tells the checks to whom has the credential", async () => {
    const { app, platform } = createWatched(new FaultyStore());
    await ask(app, "/");
    await ask(app, "/_edgewatch/flush", { method: "POST" });
    expect(await (await ask(app, path)).json()).toEqual({
      status: "pass",
      serviceId: "orders",
      releaseId: "1.0",
      checks: {
        "store:flush": [
          {
            status: "pass",
            observedValue: 0,
            observedUnit: "failed flushes in a row",
            time: new Date(platform.clock.now()).toISOString(),
          },
        ],
      },
    });
  });

  test("warns after three failed flushes in a row, and passes again after a success", async () => {
    let isDown = true;
    const { app } = createWatched(new FaultyStore(() => (isDown ? "refused" : undefined)));
    await ask(app, "/");
    for (const status of ["pass", "pass", "warn", "warn"]) {
      expect((await ask(app, "/_edgewatch/flush", { method: "POST" })).status).toBe(503);
      const response = await ask(app, path, nobody);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status });
    }
    isDown = false;
    await ask(app, "/_edgewatch/flush", { method: "POST" });
    expect(await (await ask(app, path, nobody)).json()).toEqual({ status: "pass" });
  });

  test("asks the store nothing", async () => {
    const store = new FaultyStore(() => "hangs");
    const { app } = createWatched(store);
    await ask(app, "/");
    await ask(app, path);
    expect(store.sent).toEqual([]);
  });
});

function createWatched(store: FaultyStore): { app: Asked; platform: FakePlatform } {
  const platform = createPlatform();
  const watch = edgewatch({ service: "orders", release: "1.0", token, store }, platform);
  const app = watch.handler({ fetch: (_request: Request) => new Response("hi") });
  return { app, platform };
}
