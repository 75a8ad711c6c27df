import { describe, expect, test } from "vitest";
import { ask } from "./fakes/asking.ts";
import { createCalling, dependenciesOf, type Fetch } from "./fakes/calling.ts";
import { settle } from "./fakes/fake-clock.ts";

const url = "https://pay.example.com/charges";

describe("watch.dependency", () => {
  test.for([
    ["", {}],
    ["pay", { timeoutMs: 0 }],
    ["pay", { timeoutMs: Number.NaN }],
    ["pay", { retries: 11 }],
    ["pay", { retries: 1.5 }],
  ] as const)("refuses what cannot be: %j %j", ([name, options]) => {
    const { watch } = createCalling(answering(200));
    expect(() => watch.dependency(name, options)).toThrow(/^Cannot make (?:a|the) dependency/);
  });

  test("counts under its name, and so do plain calls of its hosts", async () => {
    const { watch, app } = createCalling(answering(200));
    const pay = watch.dependency("pay", { hosts: ["pay.example.com"] });
    await pay.fetch(url);
    await watch.fetch(url);
    await pay.run(() => 1, { operation: "reconcile" });
    expect((await dependenciesOf(app)).rows).toMatchObject([{ dependency: "pay", calls: 3 }]);
  });

  test("tries again what may come twice, and counts each attempt", async () => {
    const statuses = [503, 502, 200];
    const { watch, app, platform } = createCalling(answering(...statuses));
    const pay = watch.dependency("pay", { retries: 2 });
    const response = pay.fetch(url, { method: "PUT", body: "x" });
    await platform.clock.advance(1_000);
    expect((await response).status).toBe(200);
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { calls: 3, errors: 2, error_classes: { http_5xx: 2 }, retries: 2 },
    ]);
  });

  test.for([
    ["POST", "x"],
    ["PATCH", "x"],
    ["PUT", new ReadableStream()],
  ] as const)("does not repeat %s with %s", async ([method, body]) => {
    const { watch } = createCalling(answering(503, 200));
    const init = { method, body, ...(typeof body === "string" ? {} : { duplex: "half" }) };
    const response = await watch.dependency("pay", { retries: 3 }).fetch(url, init);
    expect(response.status).toBe(503);
  });

  test("repeats a POST when told that it may", async () => {
    const { watch, platform } = createCalling(answering(503, 200));
    const pay = watch.dependency("pay", { retries: 1, retryMethods: ["POST"] });
    const response = pay.fetch(url, { method: "POST", body: "x" });
    await platform.clock.advance(1_000);
    expect((await response).status).toBe(200);
  });

  test("waits as long as the server asks for, if that is no more than ten seconds", async () => {
    const times: number[] = [];
    const { watch, platform } = createCalling(async () => {
      times.push(platform.clock.monotonicMs());
      const after = times.length === 1 ? "7" : "60";
      return new Response("", { status: 429, headers: { "retry-after": after } });
    });
    const response = watch.dependency("pay", { retries: 5 }).fetch(url);
    await platform.clock.advance(20_000);
    expect((await response).status).toBe(429);
    expect(times).toEqual([0, 7_000]);
  });

  test("gives an attempt so much time, and tries again", async () => {
    const { watch, app, platform } = createCalling(hanging);
    const response = watch.dependency("pay", { timeoutMs: 50, retries: 1 }).fetch(url);
    const ended = response.catch((error: unknown) => error);
    await platform.clock.advance(1_000);
    expect(await ended).toHaveProperty("name", "TimeoutError");
    expect((await dependenciesOf(app)).rows).toMatchObject([
      { calls: 2, error_classes: { timeout: 2 }, retries: 1 },
    ]);
  });

  test("ends a function in time that does not heed its signal", async () => {
    const { watch, platform } = createCalling(answering(200));
    const db = watch.dependency("db", { timeoutMs: 50 });
    const ended = db.run(() => new Promise(() => {})).catch((error: unknown) => error);
    await platform.clock.advance(50);
    expect(await ended).toHaveProperty("name", "TimeoutError");
  });

  test("gives up with its caller, and does not hold that against the dependency", async () => {
    const reason = new Error("enough");
    const { watch, platform } = createCalling(hanging);
    const breaker = { minCalls: 1 };
    const pay = watch.dependency("pay", { timeoutMs: 1_000, retries: 3, breaker });
    const caller = new AbortController();
    const ended = pay.fetch(url, { signal: caller.signal }).catch((error: unknown) => error);
    await settle();
    caller.abort(reason);
    await platform.clock.advance(10);
    expect(await ended).toBe(reason);
    expect(pay.state).toBe("closed");
  });

  test("spares one that fails, and tries it again after a while", async () => {
    const { watch, app, platform } = createCalling(answering(500, 500, 200));
    const pay = watch.dependency("pay", { breaker: { minCalls: 2, openMs: 5_000 } });
    await pay.fetch(url);
    await pay.fetch(url);
    expect(pay.state).toBe("open");
    await expect(pay.fetch(url)).rejects.toHaveProperty("name", "CircuitOpenError");
    platform.clock.pass(5_000);
    expect((await pay.fetch(url)).status).toBe(200);
    expect(pay.state).toBe("closed");
    expect((await dependenciesOf(app)).rows).toMatchObject([{ calls: 3 }]);
  });

  test("judges the check of its name, so that nobody need probe it", async () => {
    let probes = 0;
    const checks = [{ name: "pay", run: () => void probes++ }];
    const { watch, app } = createCalling(answering(503), { checks });
    const pay = watch.dependency("pay");
    for (let calls = 0; calls < 5; calls++) await pay.fetch(url);
    const health = await (await ask(app, "/_edgewatch/api/health")).text();
    expect(health).toContain('"http_5xx"');
    expect(probes).toBe(0);
  });

  test("runs again only what it is told may be", async () => {
    const { watch, platform } = createCalling(answering(200));
    const db = watch.dependency("db", { retries: 2 });
    const attempts: number[] = [];
    function failing({ attempt }: { readonly attempt: number }): number {
      attempts.push(attempt);
      if (attempt < 3) throw new Error("busy");
      return attempt;
    }
    await expect(db.run(failing)).rejects.toThrow("busy");
    const repeated = db.run(failing, { isRepeatable: true });
    await platform.clock.advance(1_000);
    expect(await repeated).toBe(3);
    expect(attempts).toEqual([1, 1, 2, 3]);
  });
});

/** Never answers, but heeds its signal. */
async function hanging(_input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  init?.signal?.throwIfAborted();
  return await new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });
}

/** Answers with these, one after the other; the last one from then on. */
function answering(...statuses: number[]): Fetch {
  let at = 0;
  return async () =>
    new Response("", { status: statuses[Math.min(at++, statuses.length - 1)] ?? 200 });
}
