import { describe, expect, test } from "vitest";
import type { CheckFetch } from "../../src/health/check.ts";
import { httpCheck, type HttpCheckOptions } from "../../src/health/http-check.ts";
import { qdrantCheck } from "../../src/health/qdrant-check.ts";
import { upstashCheck } from "../../src/health/upstash-check.ts";
import { createRunning, only } from "./runners.ts";

const url = "https://api.test/status";

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
}

describe("httpCheck()", () => {
  test.for([
    [200, "pass", undefined],
    [204, "pass", undefined],
    [304, "fail", "bad_reply"],
    [401, "fail", "auth"],
    [404, "fail", "http_4xx"],
    [429, "fail", "rate_limited"],
    [503, "fail", "http_5xx"],
  ] as const)("takes a status of %i for a %s", async ([answered, status, code]) => {
    const report = await look(() => new Response(null, { status: answered }));
    expect(report).toMatchObject({ status, code, kind: "http" });
  });

  test("takes the statuses that are expected, and no others", async () => {
    expect((await look(notFound, { expectedStatus: 404 })).status).toBe("pass");
    expect((await look(notFound, { expectedStatus: [404, 410] })).status).toBe("pass");
    const ok = await look(() => new Response("ok"), { expectedStatus: 404 });
    expect(ok).toMatchObject({ status: "fail", code: "bad_reply" });
  });

  test("finds the lie of a body with a status of 200, and what is too long to be one", async () => {
    const options: HttpCheckOptions = { isHealthyBody: (text) => text === '{"ok":true}' };
    expect((await look(() => new Response('{"ok":true}'), options)).status).toBe("pass");
    const lie = await look(() => new Response('{"ok":false}'), options);
    expect(lie).toMatchObject({ status: "fail", code: "bad_reply" });
    const long = await look(() => new Response("x".repeat(65_537)), { isHealthyBody: () => true });
    expect(long).toMatchObject({ status: "fail", code: "bad_reply" });
  });

  test("gives up a body that it does not read", async () => {
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    await look(() => new Response(body));
    expect(isCancelled).toBe(true);
  });

  test("follows redirects on the same origin, with its headers, and not for ever", async () => {
    const asked: Asked[] = [];
    const fetch: CheckFetch = async (target, init) => {
      asked.push({ url: target, init });
      return target === url ? moved("/new") : new Response("ok");
    };
    const headers = { authorization: "Bearer x" };
    expect((await look(fetch, { headers, method: "HEAD" })).status).toBe("pass");
    expect(asked.map((each) => each.url)).toEqual([url, "https://api.test/new"]);
    expect(asked[1]?.init).toMatchObject({ headers, method: "HEAD", redirect: "manual" });
    expect(await look(() => moved("/status"))).toMatchObject({ status: "fail", code: "bad_reply" });
  });

  test.for(["https://login.test/", "http://api.test/", "//evil.test/status", "http://["])(
    "does not follow to %s",
    async (location) => {
      let calls = 0;
      const report = await look(() => {
        calls++;
        return new Response("", { status: 307, headers: { location } });
      });
      expect(report).toMatchObject({ status: "fail", code: "bad_reply" });
      expect(calls).toBe(1);
    },
  );

  test("probes with the runner's fetch where it has none of its own, and hands over the signal", async () => {
    const asked: Asked[] = [];
    const fetch: CheckFetch = (target, init) => {
      asked.push({ url: target, init });
      return Promise.resolve(new Response("ok"));
    };
    const { runAll } = createRunning([httpCheck("api", url)], { fetch });
    expect(only(await runAll()).status).toBe("pass");
    expect(asked[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });
});

describe("upstashCheck()", () => {
  test.for([
    ["PONG", "pass"],
    [null, "fail"],
    ["<.F", "fail"],
    [undefined, "fail"],
  ] as const)("takes %j from a client's ping for a %s", async ([reply, status]) => {
    const { runAll } = createRunning([upstashCheck("redis", { ping: async () => reply })]);
    expect(only(await runAll()).status).toBe(status);
  });

  test("asks an address with its token", async () => {
    const asked: Asked[] = [];
    const fetch: CheckFetch = async (target, init) => {
      asked.push({ url: target, init });
      return Response.json({ result: "PONG" });
    };
    const address = { url: "https://redis.test", token: "t0ken" };
    const { runAll } = createRunning([upstashCheck("redis", address, { fetch, ttlMs: 1_000 })]);
    expect(only(await runAll())).toMatchObject({ status: "pass", kind: "redis" });
    expect(asked).toMatchObject([
      {
        url: "https://redis.test",
        init: { method: "POST", body: '["PING"]', headers: { authorization: "Bearer t0ken" } },
      },
    ]);
  });

  test.for([
    [200, '{"result":null}', "bad_reply"],
    [200, "<html>", "bad_reply"],
    [200, "x".repeat(5_000), "bad_reply"],
    [400, '{"error":"WRONGPASS invalid or missing auth token"}', "auth"],
    [400, '{"error":"ERR max requests limit exceeded"}', "rate_limited"],
    [400, '{"error":"ERR unknown command"}', "http_4xx"],
    [401, '{"error":"Unauthorized"}', "auth"],
    [502, "", "http_5xx"],
  ] as const)("takes an answer of %i %j for %s", async ([status, text, code]) => {
    const fetch: CheckFetch = async () => new Response(text, { status });
    const address = { url: "https://redis.test", token: "t" };
    const { runAll } = createRunning([upstashCheck("redis", address)], { fetch });
    expect(only(await runAll())).toMatchObject({ status: "fail", code });
  });
});

describe("qdrantCheck()", () => {
  test.for([
    ["green", "pass"],
    ["yellow", "warn"],
    ["grey", "warn"],
    ["red", "fail"],
    ["blue", "fail"],
  ] as const)("takes a collection that is %s for a %s", async ([colour, status]) => {
    const asked: Asked[] = [];
    const fetch: CheckFetch = async (target, init) => {
      asked.push({ url: target, init });
      return Response.json({ result: { status: colour, optimizer_status: "ok" }, status: "ok" });
    };
    const address = { url: "http://qdrant.test:6333/", collection: "my docs", apiKey: "k" };
    const { runAll } = createRunning([qdrantCheck("qdrant", address)], { fetch });
    expect(only(await runAll()).status).toBe(status);
    expect(asked[0]).toMatchObject({
      url: "http://qdrant.test:6333/collections/my%20docs",
      init: { headers: { "api-key": "k" } },
    });
  });

  test.for([
    [403, "Must provide an API key", "auth"],
    [404, '{"status":{"error":"Not found: Collection `docs` doesn\'t exist!"}}', "http_4xx"],
    [200, "healthz check passed", "bad_reply"],
    [200, '{"result":true}', "bad_reply"],
  ] as const)("takes an answer of %i %s for %s", async ([status, text, code]) => {
    const fetch: CheckFetch = async () => new Response(text, { status });
    const address = { url: "http://qdrant.test", collection: "docs" };
    const { runAll } = createRunning([qdrantCheck("qdrant", address)], { fetch });
    expect(only(await runAll())).toMatchObject({ status: "fail", code });
  });
});

async function look(
  answer: (url: string, init: RequestInit) => Response | Promise<Response>,
  options: HttpCheckOptions = {},
) {
  const fetch: CheckFetch = async (target, init) => await answer(target, init);
  const { runAll } = createRunning([httpCheck("api", url, { ...options, fetch })]);
  return only(await runAll());
}

function notFound(): Response {
  return new Response(null, { status: 404 });
}

function moved(to: string): Response {
  return new Response(null, { status: 302, headers: { location: to } });
}
