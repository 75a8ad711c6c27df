import { describe, expect, test } from "vitest";
import { createClient, EdgewatchApiError, type EdgewatchClient } from "../../src/client.ts";
import type { EdgewatchOptions } from "../../src/options.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { appOf, nowMs, storeOf, usageOf, type Counted } from "../query/counted.ts";

const atMs = nowMs - 60_000;
const many: readonly Counted[] = Array.from({ length: 25 }, (_, n) => ({
  atMs,
  route: `/r${String(n).padStart(2, "0")}`,
  status: n % 5 === 0 ? 503 : 200,
  labels: { consumer: `c${n % 3}`, plan: n % 2 === 0 ? "pro" : "free" },
}));

describe("createClient()", () => {
  test("reads what the route answers, parameters of every kind included", async () => {
    const app = appOf(await storeOf(many));
    const client = clientOf(app);
    const usage = await client.usage({
      from: new Date(nowMs - 3_600_000),
      to: "now",
      step: "1m",
      by: ["plan", "status_class"],
      order: ["-requests", "plan"],
      filters: { status: [200, "5xx"], consumer: "c1" },
      limit: 10,
      objective: 99,
      compare: "previous",
    });
    const search =
      "from=2026-11-23T09:00:00.000Z&to=now&step=1m&by=plan,status_class&order=-requests,plan&status=200&status=5xx&consumer=c1&limit=10&objective=99&compare=previous";
    expect(usage).toEqual(await usageOf(app, search));
    expect(usage.rows.length).toBeGreaterThan(2);
    expect(usage.rows[0]?.["plan"]).toBe("free");
  });

  test("reads series, with the defaults of the server", async () => {
    const app = appOf(await storeOf(many));
    const answer = await clientOf(app).series({
      from: "-1h",
      by: [],
      measures: ["requests", "p99_9"],
    });
    expect(answer.series[0]?.values.requests?.at(-7)).toBe(25);
    const usual = await ask(app, "/_edgewatch/api/series");
    expect(await clientOf(app).series()).toEqual(await usual.json());
  });

  test("walks through all pages", async () => {
    const app = appOf(await storeOf(many));
    const routes: (string | undefined)[] = [];
    for await (const { route } of clientOf(app).usageRows({ limit: 4, order: ["route"] })) {
      routes.push(route);
    }
    expect(routes).toEqual(many.map(({ route }) => route));
    let pages = 0;
    const counting = clientOf({ fetch: (request) => (pages++, app.fetch(request)) });
    for await (const row of counting.usageRows({ from: "-1h" })) if (row.requests === 1) break;
    expect(pages).toBe(1);
  });

  test("tells a refused parameter by name", async () => {
    const failure = clientOf(appOf(await storeOf(many))).usage({ by: ["tier"] });
    await expect(failure).rejects.toBeInstanceOf(EdgewatchApiError);
    await expect(failure).rejects.toMatchObject({
      name: "EdgewatchApiError",
      status: 400,
      parameter: "by",
      detail: expect.stringContaining("known ones are service"),
      message: expect.stringMatching(/^Cannot read from Edgewatch: 400 Cannot use the label tier/),
    });
  });

  test("tells a wrong token", async () => {
    const client = createClient({
      url: "http://localhost",
      token: "wrong",
      fetch: fetchOf(appOf(await storeOf([]))),
    });
    await expect(client.usage()).rejects.toMatchObject({ status: 401, parameter: undefined });
  });

  test("tells what no Edgewatch has answered", async () => {
    for (const [body, status, expected] of [
      ["<html>", 502, { name: "EdgewatchApiError", status: 502 }],
      ["<html>", 200, { message: expect.stringMatching(/^Cannot read the answer of /) }],
      ['{"rows":[]}', 200, { message: expect.stringMatching(/^Cannot read the answer of /) }],
      ["null", 404, { name: "EdgewatchApiError", status: 404 }],
    ] as const) {
      const client = clientOf({ fetch: () => new Response(body, { status }) });
      await expect(client.usage()).rejects.toMatchObject(expected);
      await expect(client.series()).rejects.toMatchObject(expected);
    }
  });

  test("tells that nobody is there, and why", async () => {
    const cause = new TypeError("connection refused");
    const client = clientOf({ fetch: () => Promise.reject(cause) });
    await expect(client.usage()).rejects.toMatchObject({
      message: "Cannot reach http://localhost/_edgewatch: connection refused",
      cause,
    });
  });

  test.for([
    ["http://localhost", {}],
    ["http://localhost/", {}],
    ["http://localhost/_edgewatch/", {}],
    ["http://localhost/internal/watch", { paths: { base: "/internal/watch" } }],
  ] as const)("finds the routes from %s", async ([url, options]) => {
    const app = appOf(await storeOf(many), options satisfies Partial<EdgewatchOptions>);
    const client = createClient({ url, token, fetch: fetchOf(app) });
    expect((await client.usage()).total.requests).toBe(25);
  });

  test("refuses an address that is none", () => {
    expect(() => createClient({ url: "/_edgewatch", token })).toThrow(TypeError);
  });
});

function clientOf(app: Asked): EdgewatchClient {
  return createClient({ url: new URL("http://localhost"), token, fetch: fetchOf(app) });
}

function fetchOf(app: Asked): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await app.fetch(new Request(url, init));
    if (!(response instanceof Response)) throw new TypeError("no response");
    return response;
  };
}
