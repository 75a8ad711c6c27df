import { describe, expect, test } from "vitest";
import type { Cells } from "../../src/core/store.ts";
import type { RemoteFetch } from "../../src/store/remote-options.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import { cellsOf, hourMs } from "../contracts/cells.ts";
import { appendWords } from "../contracts/cells-faults.ts";
import { createRandom, pick } from "../fakes/random.ts";
import { bindingTo, createHub, secret } from "./remote-hubs.ts";

const url = "https://hub.example.com";

type Fault = (reach: () => Promise<Response>) => Promise<Response>;

/** What networks and proxies do, before the hub has heard of a swap and after it has made it. */
const faults: readonly Fault[] = [
  () => Promise.reject(new TypeError("fetch failed")),
  async () => new Response("<h1>502</h1>", { status: 502 }),
  async () => new Response("<h1>Welcome</h1>", { headers: { "content-type": "text/html" } }),
  async () => new Response("null"),
  async (reach) => {
    await reach();
    throw new TypeError("connection reset");
  },
  async (reach) => new Response((await (await reach()).text()).slice(0, -1)),
];

test("what goes wrong on the way to the hub loses nothing of a cell, and writes nothing twice", async () => {
  const random = createRandom(11);
  const reach = bindingTo(createHub());
  const left = { faults: 300 };
  const fetch: RemoteFetch = (target, init) => {
    if (left.faults === 0 || random() < 0.5) return reach(target, init);
    left.faults--;
    return pick(random, faults)(() => reach(target, init));
  };
  const writers = Array.from({ length: 4 }, () => cellsOf(remoteStore({ url, secret, fetch })));
  await appendWords(writers, 50, (error) =>
    /^Error: Cannot (?:read|write) a cell/.test(String(error)),
  );
  expect(left.faults).toBe(0);
});

describe("remoteStore().cells", () => {
  test("ask the hub under one path", async () => {
    const asked: string[] = [];
    const fetch: RemoteFetch = async (target, { method = "GET", body }) => {
      asked.push(`${method} ${target} ${typeof body === "string" ? body : "and no body"}`);
      return Response.json([null]);
    };
    const cells = cellsOf(remoteStore({ url, secret, fetch }));
    await cells.read("a&b=ä");
    await cells.swap("a", undefined, "\n", 2_000);
    await cells.swap("a", "", undefined, 2_000);
    expect(asked).toEqual([
      "GET https://hub.example.com/_edgewatch/ingest/cell?name=a%26b%3D%C3%A4 and no body",
      String.raw`POST https://hub.example.com/_edgewatch/ingest/cell ["a",null,"\n",2000]`,
      'POST https://hub.example.com/_edgewatch/ingest/cell ["a","",null,2000]',
    ]);
  });

  test.for([
    ["a page", new Response("<h1>hello</h1>"), "answered 200; give the address of a hub"],
    ["null", Response.json(null), "answered 200"],
    ["an empty list", Response.json([]), "answered 200"],
    ["a list of two", Response.json(["a", "b"]), "answered 200"],
    ["a number", Response.json([1]), "answered 200"],
    ["an older hub's 404", new Response("no", { status: 404 }), "answered 404"],
    ["401", new Response("no", { status: 401 }), "refuses the secret"],
    ["a long answer", Response.json(["x".repeat(70_000)]), "no answer from https://hub"],
  ] as const)("take %s for no answer", async ([, response, message]) => {
    const cells = answering(response);
    await expect(cells.read("a")).rejects.toThrow(`Cannot read a cell from the hub`);
    await expect(cells.read("a")).rejects.toThrow(message);
    await expect(cells.swap("a", undefined, "1", hourMs)).rejects.toThrow(message);
  });

  test("are refused by a hub whose store has none, with the reason", async () => {
    const { store } = createHub();
    const hub = createHub({ ...store, cells: undefined });
    const cells = cellsOf(remoteStore({ url, secret, fetch: bindingTo(hub) }));
    await expect(cells.read("a")).rejects.toThrow("this store has none");
  });
});

function answering(response: Response): Cells {
  return cellsOf(remoteStore({ url, secret, fetch: async () => response.clone() }));
}
