import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import type { Store } from "../../src/core/store.ts";
import { cellsOf } from "../contracts/cells.ts";
import { token } from "../fakes/asking.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { never } from "../fakes/faulty-store.ts";
import { stillStore } from "../fakes/still-store.ts";

const secret = "ingest-s3cret";
const bearer = { authorization: `Bearer ${secret}` };
const json = { "content-type": "application/json" };
const hourMs = 3_600_000;

describe("/_edgewatch/ingest/cell", () => {
  test("swaps what is in a cell, and tells what was in it", async () => {
    const store = stillStore();
    const { post } = createHub(store);
    expect(await answerTo(post(["a", null, "1", hourMs]))).toEqual([null]);
    expect(await answerTo(post(["a", null, "2", hourMs]))).toEqual(["1"]);
    expect(await answerTo(post(["a", "1", "", hourMs]))).toEqual(["1"]);
    expect(await cellsOf(store).read("a")).toBe("");
    expect(await answerTo(post(["a", "", null, hourMs]))).toEqual([""]);
    expect(await cellsOf(store).read("a")).toBeUndefined();
  });

  test("reads a cell, and nothing that may be kept on the way", async () => {
    const store = stillStore();
    const { get } = createHub(store);
    await cellsOf(store).swap("a b", undefined, "1", hourMs);
    const response = await get("?name=a%20b");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual(["1"]);
    expect(await answerTo(get("?name=a"))).toEqual([null]);
    expect((await get("?name=a", { method: "HEAD" })).status).toBe(200);
  });

  test("answers 400 to what is no swap, and writes nothing", async () => {
    const store = stillStore();
    const { post } = createHub(store);
    for (const body of [
      null,
      {},
      "a",
      [],
      ["a", null, "1"],
      ["a", null, "1", "3600000"],
      ["a", null, 1, hourMs],
      ["a", false, "1", hourMs],
      [null, null, "1", hourMs],
      ["", null, "1", hourMs],
      ["n".repeat(65), null, "1", hourMs],
      ["a", null, "t".repeat(4_001), hourMs],
      ["a", null, "1", 1_000],
      ["a", null, "1", -hourMs],
      ["a", null, "1", 1e300],
      ["a", null, "1", null],
    ]) {
      const response = await post(body);
      expect(response.status, JSON.stringify(body)).toBe(400);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const { detail }: { readonly detail: string } = await response.json();
      expect(detail).toMatch(/^Cannot (?:write|use) the cell: /);
    }
    for (const body of ["", "{", "[1e999]", '["a",null,"1",1e999]']) {
      expect((await createHub(store).send(body)).status).toBe(400);
    }
    expect(await cellsOf(store).read("a")).toBeUndefined();
  });

  test("answers 400 to a name that is none, and says so", async () => {
    for (const query of ["", "?name=", `?name=${"n".repeat(65)}`]) {
      const response = await createHub().get(query);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ parameter: "name" });
    }
  });

  test("answers 415 to what says that it is no JSON", async () => {
    const headers = { "content-type": "text/plain" };
    expect((await createHub().send("[]", headers)).status).toBe(415);
  });

  test("answers nobody without the secret", async () => {
    const { get, send } = createHub();
    for (const authorization of ["", `Bearer ${token}`, `Bearer ${secret}x`]) {
      expect((await get("?name=a", { headers: { authorization } })).status).toBe(401);
      expect((await send("[]", { ...json, authorization })).status).toBe(401);
    }
  });

  test("answers 405 to other methods", async () => {
    const response = await createHub().get("", { method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
  });

  test("answers 400 where the store has none", async () => {
    const { get, post } = createHub({ ...stillStore(), cells: undefined });
    expect((await get("?name=a")).status).toBe(400);
    expect((await post(["a", null, "1", hourMs])).status).toBe(400);
  });

  test("answers 503 while the store fails or does not answer", async () => {
    for (const read of [never, () => Promise.reject(new Error("disk full"))]) {
      const store: Store = { ...stillStore(), cells: { read, swap: read } };
      const platform = createPlatform();
      const { get } = createHub(store, platform);
      const answered = get("?name=a");
      await platform.clock.advance(7_000);
      const response = await answered;
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain("disk full");
    }
  });
});

interface Hub {
  readonly get: (query: string, init?: RequestInit) => Promise<Response>;
  readonly post: (body: unknown) => Promise<Response>;
  readonly send: (body: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

function createHub(store: Store = stillStore(), platform = createPlatform()): Hub {
  const watch = edgewatch({ service: "hub", token, ingestSecret: secret, store }, platform);
  const { fetch } = watch.handler({ fetch: () => new Response("not the hub's") });
  const path = "http://localhost/_edgewatch/ingest/cell";
  function get(query: string, init: RequestInit = {}): Promise<Response> {
    return Promise.resolve(fetch(new Request(path + query, { headers: bearer, ...init })));
  }
  function send(body: string, headers: Readonly<Record<string, string>> = json): Promise<Response> {
    return get("", { method: "POST", body, headers: { ...bearer, ...headers } });
  }
  return { get, send, post: (body) => send(JSON.stringify(body)) };
}

async function answerTo(answered: Promise<Response>): Promise<unknown> {
  const response = await answered;
  expect(response.status).toBe(200);
  return await response.json();
}
