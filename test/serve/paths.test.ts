import { describe, expect, test } from "vitest";
import { edgewatch, type Paths } from "../../src/index.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";

const all = {
  livez: "/livez",
  readyz: "/readyz",
  health: "/health",
  metrics: "/metrics",
  base: "/_edgewatch/api/usage",
} as const;

describe("the option paths", () => {
  test.for(Object.entries(all))("moves %s", async ([name, usual]) => {
    const app = createApp({ [name]: "/elsewhere" });
    const moved = name === "base" ? "/elsewhere/api/usage" : "/elsewhere";
    expect(await (await ask(app, usual)).text()).toBe("hi");
    const response = await ask(app, moved);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toBe("hi");
  });

  test.for(Object.entries(all))("switches %s off with null, and no other", async ([name, path]) => {
    const app = createApp({ [name]: null });
    for (const other of Object.values(all)) {
      const isOwn = (await (await ask(app, other)).text()) !== "hi";
      expect(isOwn, other).toBe(other !== path);
    }
  });

  test("switches everything off", async () => {
    const app = createApp({ livez: null, readyz: null, health: null, metrics: null, base: null });
    for (const path of [...Object.values(all), "/_edgewatch", "/_edgewatch/flush"]) {
      expect(await (await ask(app, path)).text()).toBe("hi");
    }
  });

  test("takes folders and unusual names", async () => {
    const app = createApp({ metrics: "/internal/metrics.txt", base: "/a/b" });
    expect((await ask(app, "/internal/metrics.txt")).headers.get("content-type")).toContain(
      "0.0.4",
    );
    expect((await ask(app, "/a/b/api/usage")).status).toBe(200);
    expect((await ask(app, "/a/b/nothing")).status).toBe(404);
    expect(await (await ask(app, "/a/bc")).text()).toBe("hi");
  });

  test.for([
    "",
    "/",
    "metrics",
    "metrics/",
    "/metrics/",
    "/metrics?a",
    "/metrics#a",
    "http://h/metrics",
    "//h/metrics",
    "/a/../metrics",
    "/a;Domain=h",
    "/meß",
    "/a b",
    String.raw`/\h`,
  ])("refuses %j, at once", (path) => {
    expect(() => createApp({ metrics: path })).toThrow(TypeError);
    expect(() => createApp({ metrics: path })).toThrow(
      `Cannot use ${JSON.stringify(path)} as path of metrics`,
    );
  });
});

function createApp(paths: Partial<Paths>): Asked {
  const watch = edgewatch({ service: "orders", token, paths }, createPlatform());
  return watch.handler({ fetch: (_request: Request) => new Response("hi") });
}
