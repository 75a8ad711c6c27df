import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edgewatch, log } from "../src/index.ts";
import { isOwnLabelName } from "../src/core/labels.ts";
import type { EdgewatchOptions } from "../src/options.ts";
import { failing } from "./fakes/failing.ts";
import { createPlatform, requestLines } from "./fakes/fake-platform.ts";
import { use, type Used } from "./request/usage-fixtures.ts";

const hashKey = "a key of the tests";
const keyHeader = { "x-api-key": "sk_live_hunter2" };

describe("the consumer", () => {
  test("is what a function tells, on the line and on the series", async () => {
    const used = use({ consumer: ({ headers }) => headers.get("x-user") ?? undefined });
    await used.send("/a", { headers: { "x-user": "ada" } });
    await used.send("/a");
    expect(await consumersOf(used)).toEqual({ ada: 1, "": 1 });
    expect(requestLines(used.platform).map(({ consumer }) => consumer)).toEqual(["ada", undefined]);
  });

  test("is told by a function that is called once a request", async () => {
    let calls = 0;
    const used = use({ consumer: () => `call ${++calls}` });
    await used.send("/a");
    expect(await consumersOf(used)).toEqual({ "call 1": 1 });
    expect(calls).toBe(1);
  });

  test("is the hash of a header, and the header is nowhere", async () => {
    const used = use({ consumer: { from: "X-API-Key", hashKey } });
    for (let i = 0; i < 3; i++) await used.send("/a", { headers: keyHeader });
    await used.send("/a", { headers: { "x-api-key": "another" } });
    const consumers = await consumersOf(used);
    expect(Object.values(consumers)).toEqual([3, 1]);
    for (const name of Object.keys(consumers)) expect(name).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(used.platform.lines)).not.toContain("hunter2");
  });

  test("has a hash that depends on the key", async () => {
    const [one, other] = await Promise.all(
      [hashKey, "another key of the tests"].map(async (key) => {
        const used = use({ consumer: { from: "x-api-key", hashKey: key } });
        await used.send("/a", { headers: keyHeader });
        return Object.keys(await consumersOf(used));
      }),
    );
    expect(one).not.toEqual(other);
  });

  test("is the same whatever scheme the authorization has", async () => {
    const used = use({ consumer: { from: "authorization", as: (value) => value.slice(0, 5) } });
    for (const authorization of ["Bearer abcde-1", "bearer  abcde-2", "abcde-3"])
      await used.send("/a", { headers: { authorization } });
    expect(await consumersOf(used)).toEqual({ abcde: 3 });
  });

  test("is the name that a function gives, which is asked once a value", async () => {
    const names = new Map([["sk_live_hunter2", "acme"]]);
    let calls = 0;
    const used = use({
      consumer: {
        from: "x-api-key",
        as: (value) => {
          calls++;
          return names.get(value);
        },
      },
    });
    for (let i = 0; i < 5; i++) await used.send("/a", { headers: keyHeader });
    expect(await consumersOf(used)).toEqual({ acme: 5 });
    expect(calls).toBe(1);
  });

  test("without a name is (unknown), and may get one later", async () => {
    const names = new Map<string, string>();
    const used = use({ consumer: { from: "x-api-key", as: (value) => names.get(value) } });
    await used.send("/a", { headers: keyHeader });
    names.set("sk_live_hunter2", "acme");
    await used.send("/a", { headers: keyHeader });
    expect(await consumersOf(used)).toEqual({ "(unknown)": 1, acme: 1 });
  });

  test("without a name is its hash where there is a key for it", async () => {
    const used = use({ consumer: { from: "x-api-key", as: () => undefined, hashKey } });
    await used.send("/a", { headers: keyHeader });
    expect(Object.keys(await consumersOf(used))).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/)]);
  });

  test("is first of all what log.set tells", async () => {
    const used = use({ consumer: failing(new Error("must not be asked")) }, () => {
      log.set({ consumer: "acme" });
      return new Response("hello");
    });
    await used.send("/a");
    expect(await consumersOf(used)).toEqual({ acme: 1 });
    expect(used.platform.lines).toMatchObject([{ consumer: "acme" }]);
  });

  test("may be told by log.set alone", async () => {
    const used = use({}, () => {
      log.set({ consumer: 42 });
      return new Response("hello");
    });
    await used.send("/a");
    expect(await consumersOf(used)).toEqual({ "42": 1 });
  });

  test("of millions of keys costs no memory without end, and no request is lost", async () => {
    const used = use({ consumer: { from: "x-api-key", hashKey } });
    const sent = 3_000;
    for (let i = 0; i < sent; i++) await used.send("/a", { headers: { "x-api-key": `key ${i}` } });
    const series = await used.counted();
    expect(series.length).toBeLessThan(sent);
    expect(series.reduce((sum, { requests }) => sum + requests, 0)).toBe(sent);
  });

  test.for([
    ["hashed without a key", { from: "x-api-key" }, "hashed without a key; give a hashKey"],
    ["hashed with a short key", { from: "a", hashKey: "short" }, "at least 16 characters"],
    ["named, with a short key", { from: "a", as: () => "b", hashKey: "short" }, "at least 16"],
    ["of no header", { from: "x api key", hashKey }, "from is no name of a header"],
    ["of nothing", { hashKey }, "from is no name of a header"],
    ["told as it is", { from: "x-api-key", as: "plain", hashKey }, 'give "hash" or a function'],
    ["no option", "x-api-key", "neither a function nor an object"],
  ] as const)("cannot be %s", ([, consumer, reason]) => {
    const options: EdgewatchOptions = { service: "shop" };
    Reflect.set(options, "consumer", consumer);
    expect(() => edgewatch(options, createPlatform())).toThrow(reason);
    expect(() => edgewatch(options, createPlatform())).toThrow(TypeError);
  });
});

describe("labels of the user's own", () => {
  const labels = {
    plan: ({ headers }: Request): string | undefined => headers.get("x-plan") ?? undefined,
    kind: (_: Request, response: Response | undefined): string | undefined =>
      response?.headers.get("content-type")?.split(";")[0] ?? undefined,
  };

  test("are told by their functions, of the request and the response", async () => {
    const used = use({ labels });
    await used.send("/a", { headers: { "x-plan": "pro" } });
    expect(await used.counted()).toMatchObject([{ labels: { plan: "pro", kind: "text/plain" } }]);
  });

  test("know no response where the handler threw", async () => {
    const used = use({ labels }, () => {
      throw new Error("no");
    });
    await used.send("/a", { headers: { "x-plan": "pro" } });
    const [series] = await used.counted();
    expect(series?.labels).toMatchObject({ plan: "pro", status: "500" });
    expect(series?.labels).not.toHaveProperty("kind");
  });

  test("are first of all what log.set tells, of the declared names only", async () => {
    const used = use({ labels: { ...labels, event: () => undefined } }, () => {
      log.set({ plan: "free", other: "x", event: "signup" });
      return new Response(null);
    });
    await used.send("/a", { headers: { "x-plan": "pro" } });
    const [series] = await used.counted();
    expect(series?.labels).toMatchObject({ plan: "free", event: "signup" });
    expect(series?.labels).not.toHaveProperty("other");
  });

  test("do not cost each other anything when one cannot be told, which is said once", async () => {
    const throwing = failing(new Error("no such plan"));
    const used = use({ consumer: throwing, labels: { plan: throwing, kind: () => "text" } });
    for (let i = 0; i < 3; i++) expect((await used.send("/a")).status).toBe(200);
    expect(await used.counted()).toMatchObject([{ labels: { kind: "text" }, requests: 3 }]);
    const told = used.platform.lines.filter(({ logger }) => logger === "edgewatch");
    expect(told).toMatchObject([{ level: "error", "exception.message": "no such plan" }]);
    expect(requestLines(used.platform)).toHaveLength(3);
  });

  test("that come as promises are left out, which is said", async () => {
    const slow = { plan: () => undefined };
    Reflect.set(slow, "plan", () => Promise.reject(new Error("nobody waits for it")));
    const used = use({ labels: slow });
    await used.send("/a");
    expect(used.platform.lines).toContainEqual(
      expect.objectContaining({
        "exception.message": "Cannot label a request: got object; return text",
      }),
    );
  });

  test.for(["consumer", "status", "Plan", "a-b", "", "step", "constructor", "x".repeat(33), "9a"])(
    "cannot be named %j",
    (name) => {
      const options = { service: "shop", labels: { [name]: () => "x" } };
      expect(() => edgewatch(options, createPlatform())).toThrow(TypeError);
    },
  );

  test("are five at the most", () => {
    expect(() => edgewatch(withLabels(5), createPlatform())).not.toThrow();
    expect(() => edgewatch(withLabels(6), createPlatform())).toThrow(RangeError);
  });

  test("must be functions", () => {
    const options: EdgewatchOptions = JSON.parse('{"service":"a","labels":{"plan":"pro"}}');
    expect(() => edgewatch(options, createPlatform())).toThrow("the label plan is no function");
  });
});

describe("country and colo", () => {
  test.for([
    ["the request's own", {}, { country: "DE", colo: "FRA" }, { country: "DE", colo: "FRA" }],
    [
      "headers",
      { "cf-ipcountry": "T1", "cf-ray": "8f1-CDG" },
      undefined,
      { country: "T1", colo: "CDG" },
    ],
    ["nobody", {}, undefined, {}],
    ["nonsense", { "cf-ipcountry": "<b>", "cf-ray": "8f1-../../" }, undefined, {}],
  ] as const)("are those of %s", async ([, headers, cf, expected]) => {
    const used = use({ country: true, colo: true });
    await used.send("/a", { headers, ...(cf === undefined ? {} : { cf }) });
    const [series] = await used.counted();
    const { country, colo } = series?.labels ?? {};
    expect({ ...(country && { country }), ...(colo && { colo }) }).toEqual(expected);
  });

  test("are not asked for unless they are wanted", async () => {
    const used = use();
    await used.send("/a", { headers: { "cf-ipcountry": "DE", "cf-ray": "8f1-CDG" } });
    const [series] = await used.counted();
    expect(Object.keys(series?.labels ?? {})).toEqual(["service", "method", "route", "status"]);
  });
});

describe("the value of a label", () => {
  test("holds no secret, no control character and no more than 256 characters, whatever it is", async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: "binary", maxLength: 400 }),
      async (text) => {
        const used = use({
          labels: { plan: () => `a${text}` },
          consumer: () => `token=hunter2;${text}`,
        });
        await used.send("/a");
        const [series] = await used.counted();
        const { plan = "", consumer = "" } = series?.labels ?? {};
        expect(consumer).toContain("[REDACTED]");
        expect(consumer).not.toContain("hunter2");
        for (const value of [plan, consumer]) {
          expect(value.length).toBeLessThanOrEqual(256);
          expect(value).not.toMatch(/\p{Cc}/u);
          expect(value.isWellFormed()).toBe(true);
        }
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });

  test("ends with no half of a character", async () => {
    const used = use({ labels: { plan: () => `${"a".repeat(255)}🙂` } });
    await used.send("/a");
    const [series] = await used.counted();
    expect(series?.labels["plan"]).toBe(`${"a".repeat(255)}\uFFFD`);
  });

  test("of one request has no part in another's", async () => {
    const used = use({
      consumer: ({ url }) => url.slice(-1),
      labels: { plan: ({ url }) => url.slice(-1) },
    });
    for (const path of ["/a", "/b", "/a"]) await used.send(path);
    expect(
      (await used.counted()).map(({ labels, requests }) => [
        labels["consumer"],
        labels["plan"],
        requests,
      ]),
    ).toEqual([
      ["a", "a", 2],
      ["b", "b", 1],
    ]);
  });
});

test("the release is a label of every series", async () => {
  const used = use({ release: "v1.2.3" });
  await used.send("/a");
  expect(await used.counted()).toMatchObject([{ labels: { release: "v1.2.3" } }]);
});

test("isOwnLabelName() refuses every name that an object has by itself", () => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  expect(names.filter((name) => isOwnLabelName(name))).toEqual([]);
});

function withLabels(count: number): EdgewatchOptions {
  const names = Array.from({ length: count }, (_, i) => `label_${i}`);
  return { service: "shop", labels: Object.fromEntries(names.map((name) => [name, () => "x"])) };
}

async function consumersOf(used: Used): Promise<Record<string, number>> {
  const series = await used.counted();
  return Object.fromEntries(
    series.map(({ labels, requests }) => [labels["consumer"] ?? "", requests]),
  );
}
