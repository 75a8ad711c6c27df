import { describe, expect, test } from "vitest";
import { edgewatch } from "../src/index.ts";
import { ask } from "./fakes/asking.ts";
import { failing } from "./fakes/failing.ts";
import { addressOf, createCalling, dependenciesOf } from "./fakes/calling.ts";
import { createPlatform } from "./fakes/fake-platform.ts";

describe("watch.fetch", () => {
  test("returns the very response, and throws the very error", async () => {
    const response = new Response("hi");
    const failure = new TypeError("fetch failed");
    const { watch } = createCalling(async (input) => {
      if (input === "https://api.example.com/fails") throw failure;
      return response;
    });
    expect(await watch.fetch("https://api.example.com/")).toBe(response);
    expect(response.bodyUsed).toBe(false);
    await expect(watch.fetch("https://api.example.com/fails")).rejects.toBe(failure);
  });

  test("does so when the clock fails, as watch.time does", async () => {
    const response = new Response("hi");
    const platform = createPlatform();
    const clock = {
      now: () => platform.clock.now(),
      monotonicMs: () => 0,
      delay: () => platform.clock.delay(1),
    };
    const watch = edgewatch(
      { service: "orders" },
      { ...platform, clock, fetch: async () => response },
    );
    clock.now = failing(new Error("no clock"));
    expect(await watch.fetch("https://api.example.com/")).toBe(response);
    expect(await watch.time("db.read", async () => response)).toBe(response);
  });

  test("passes on what it is given, unchanged", async () => {
    const seen: unknown[] = [];
    const { watch, inRequest } = createCalling(async (...given: unknown[]) => {
      seen.push(...given);
      return new Response();
    });
    const url = new URL("https://api.example.com/a");
    const init = { method: "POST", body: "x" };
    await inRequest(() => watch.fetch(url, init));
    expect(seen[0]).toBe(url);
    expect(seen[1]).toBe(init);
    expect(init).toEqual({ method: "POST", body: "x" });
  });

  test.for(["not a url", "data:text/plain,hi", "/relative"])(
    "leaves to fetch what it cannot read: %s",
    async (input) => {
      const { watch, app } = createCalling(async () => new Response("ok"));
      expect(await (await watch.fetch(input)).text()).toBe("ok");
      expect((await dependenciesOf(app)).rows).toEqual([]);
    },
  );

  test("counts calls by host, and by method and route", async () => {
    const { watch, app, platform } = createCalling(async (input) => {
      platform.clock.pass(20);
      const status = addressOf(input).endsWith("/42") ? 503 : 200;
      return new Response("body", { status, headers: { "content-length": "4" } });
    });
    await watch.fetch("https://api.example.com/users/41");
    await watch.fetch("https://api.example.com/users/42");
    await watch.fetch("http://localhost:9090/bulk", { method: "post", body: "größe" });
    expect((await dependenciesOf(app)).rows).toMatchObject([
      {
        dependency: "api.example.com",
        calls: 2,
        errors: 1,
        error_rate: 0.5,
        error_classes: { http_5xx: 1 },
        duration_ms: { avg: 20 },
        bytes_in: 8,
        bytes_out: 0,
        retries: 0,
      },
      { dependency: "localhost:9090", calls: 1, errors: 0, bytes_in: 4, bytes_out: 7 },
    ]);
    const { rows } = await dependenciesOf(app, "by=operation&order=dependency");
    expect(rows).toMatchObject([
      {
        dependency: "api.example.com",
        method: "GET",
        operation: "/users/:id",
        calls: 2,
        retries: null,
      },
      { dependency: "localhost:9090", method: "POST", operation: "/bulk", calls: 1 },
    ]);
  });

  test("tells errors apart by class", async () => {
    const refused = Object.assign(new TypeError("fetch failed"), {
      cause: { code: "ECONNREFUSED" },
    });
    const late = new DOMException("late", "TimeoutError");
    const { watch, app } = createCalling(async (input, init) => {
      if (addressOf(input).endsWith("/refused")) throw refused;
      throw init?.signal?.reason;
    });
    const caller = new AbortController();
    caller.abort();
    const timer = new AbortController();
    timer.abort(late);
    const url = "https://api.example.com";
    await expect(watch.fetch(`${url}/refused`)).rejects.toBe(refused);
    await expect(watch.fetch(url, { signal: timer.signal })).rejects.toBe(late);
    await expect(watch.fetch(url, { signal: caller.signal })).rejects.toThrow();
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { calls: 3, errors: 2, error_classes: { refused: 1, timeout: 1, aborted: 1 } },
    ]);
  });

  test("counts a 4xx as an answer, but not one that refuses us", async () => {
    const statuses = [404, 401, 429];
    const { watch, app } = createCalling(
      async () => new Response("", { status: statuses.pop() ?? 200 }),
    );
    for (let calls = 0; calls < 4; calls++) await watch.fetch("https://api.example.com/a");
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { calls: 4, errors: 2, error_classes: { auth: 1, http_4xx: 1, rate_limited: 1 } },
    ]);
  });

  test("keeps credentials in URLs out of labels, lines and answers", async () => {
    const { watch, app, platform, inRequest } = createCalling(async () => new Response());
    const call = "https://mallory:hunter2@api.example.com/a?token=s3same#x";
    await inRequest(() => watch.fetch(call));
    const text = JSON.stringify([platform.lines, await dependenciesOf(app, "by=operation")]);
    expect(text).toContain("api.example.com");
    expect(text).not.toMatch(/hunter2|s3same|mallory/);
  });

  test("tells 50 hosts apart, and 200 routes", async () => {
    const { watch, app } = createCalling(async () => new Response());
    for (let host = 0; host < 60; host++) await watch.fetch(`https://h${host}.example.com/`);
    const { rows } = await dependenciesOf(app, "order=dependency");
    expect(rows).toHaveLength(51);
    expect(rows[0]).toMatchObject({ dependency: "(other)", calls: 10 });
    for (let n = 0; n < 250; n++) await watch.fetch(`https://h1.example.com/${wordOf(n)}`);
    const routes = await dependenciesOf(app, "by=operation&dependency=h1.example.com&limit=1000");
    expect(routes.rows.length).toBeLessThanOrEqual(201);
    expect(routes.rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(251);
    expect(routes.rows.find(({ operation }) => operation === "(other)")?.calls).toBe(51);
  });
});

describe("/_edgewatch/api/dependencies", () => {
  test.for([
    ["by=host", "by"],
    ["order=name", "order"],
    ["limit=0", "limit"],
    ["from=soon", "from"],
    ["route=/a", "route"],
    ["by=operation&by=operation", "by"],
  ])("names the wrong parameter: %s", async ([search, parameter]) => {
    const { app } = createCalling(async () => new Response());
    const response = await ask(app, `/_edgewatch/api/dependencies?${search}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter });
  });

  test("wants the token", async () => {
    const { app } = createCalling(async () => new Response());
    const headers = { authorization: "" };
    expect((await ask(app, "/_edgewatch/api/dependencies", { headers })).status).toBe(401);
  });

  test("orders and limits", async () => {
    const { watch, app, platform } = createCalling(async (input) => {
      platform.clock.pass(addressOf(input).length);
      return new Response();
    });
    await watch.fetch("https://a.example.com/");
    await watch.fetch("https://a.example.com/");
    await watch.fetch("https://longer.example.com/");
    async function names(search: string): Promise<string[]> {
      return (await dependenciesOf(app, search)).rows.map(({ dependency }) => dependency);
    }
    expect(await names("")).toEqual(["a.example.com", "longer.example.com"]);
    expect(await names("order=-p99")).toEqual(["longer.example.com", "a.example.com"]);
    expect(await names("order=-dependency")).toEqual(["longer.example.com", "a.example.com"]);
    expect(await dependenciesOf(app, "limit=1")).toMatchObject({ rows: [{ calls: 2 }], more: 1 });
  });
});

/** A number in letters, which is no identifier. */
function wordOf(n: number): string {
  return Array.from(String(n), (digit) => "abcdefghij"[Number(digit)]).join("");
}
