import { describe, expect, test } from "vitest";
import { edgewatch, type Edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import { ask, token } from "../fakes/asking.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";

describe("metrics of the user's own", () => {
  test("are on /metrics, with help and labels", async () => {
    const { watch, text } = createWatched({ service: "orders", token });
    const jobs = watch.counter("jobs.done", { description: "Jobs.", labels: ["queue"] });
    jobs.add(2, { queue: "mail" });
    watch.counter("jobs.done", { labels: ["queue"] }).add(1, { queue: "mail" });
    watch.gauge("depth").set(4);
    watch.histogram("size", { unit: "By" }).record(100);
    const told = await text();
    expect(told).toContain("# HELP jobs_done_total Jobs.\n");
    expect(told).toContain('jobs_done_total{service_name="orders",queue="mail"} 3\n');
    expect(told).toContain('depth{service_name="orders"} 4\n');
    expect(told).toContain('size_bytes_bucket{service_name="orders",le="128.0"} 1\n');
  });

  test("tell gauges that were set in the last minute, as their mean over it", async () => {
    const { watch, platform, text } = createWatched({ service: "orders", token });
    const depth = watch.gauge("depth");
    depth.set(10);
    platform.clock.pass(30_000);
    depth.set(20);
    expect(await text()).toContain('depth{service_name="orders"} 15\n');
    platform.clock.pass(45_000);
    expect(await text()).toContain('depth{service_name="orders"} 20\n');
    platform.clock.pass(60_000);
    expect(await text()).not.toContain("depth");
  });

  test.for(["node", "workerd"] as const)(
    "may be made and used before the first request on %s brings the options",
    async (name) => {
      let asked = 0;
      const { watch, text } = createWatched(() => {
        asked++;
        return { service: "orders", token };
      }, name);
      const jobs = watch.counter("jobs", { labels: ["queue"] });
      expect(asked).toBe(0);
      const labels = { queue: "mail" };
      jobs.add(2, labels);
      labels.queue = "changed";
      expect(asked).toBe(name === "node" ? 1 : 0);
      jobs.add(3, { queue: "mail" });
      expect(await text()).toContain('jobs_total{service_name="orders",queue="mail"} 5\n');
      jobs.add(1, { queue: "mail" });
      expect(await text()).toContain('jobs_total{service_name="orders",queue="mail"} 6\n');
      expect(asked).toBe(1);
    },
  );

  test("keep a thousand values for the first request, and no more", async () => {
    const { watch, text } = createWatched(() => ({ service: "orders", token }), "workerd");
    const jobs = watch.counter("jobs");
    for (let sent = 0; sent < 2_000; sent++) jobs.add();
    expect(await text()).toContain('jobs_total{service_name="orders"} 1000\n');
  });

  test("are refused before the first request as they are after it", async () => {
    const { watch, text } = createWatched(() => ({ service: "orders", token }), "workerd");
    for (let again = 0; again < 2; again++) {
      expect(() => watch.counter("9 lives")).toThrow("Cannot make the metric");
      watch.counter("jobs");
      expect(() => watch.gauge("jobs")).toThrow("there is a counter of this name");
      for (let index = 1; index < 100; index++) watch.counter(`m${index}`);
      expect(() => watch.counter("m100")).toThrow("there are 100; use labels instead");
      await text();
    }
  });

  test("change nothing where the options cannot be used", async () => {
    const { watch, app } = createWatched(() => {
      throw new Error("no options");
    }, "node");
    watch.counter("jobs").add();
    expect(await (await ask(app, "/")).text()).toBe("hi");
  });
});

interface Watched {
  readonly watch: Edgewatch;
  readonly platform: FakePlatform;
  readonly app: { readonly fetch: (request: Request) => unknown };
  /** What `/metrics` says. */
  readonly text: () => Promise<string>;
}

function createWatched(
  options: EdgewatchOptions | (() => EdgewatchOptions),
  name?: "node" | "workerd",
): Watched {
  const platform = createPlatform(name === undefined ? {} : { name });
  const watch = edgewatch(options, platform);
  const wrapped = watch.handler({
    fetch: (_request: Request, _env: unknown) => new Response("hi"),
  });
  const app = { fetch: (request: Request) => wrapped.fetch(request, {}) };
  return {
    watch,
    platform,
    app,
    async text() {
      const response = await ask(app, "/metrics", { headers: { accept: "text/plain" } });
      return await response.text();
    },
  };
}
