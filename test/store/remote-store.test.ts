import { describe, expect, test } from "vitest";
import { BatchRefusedError, type Store } from "../../src/core/store.ts";
import type { RemoteFetch } from "../../src/store/remote-options.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { describeStore } from "../contracts/store.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { bindingTo, createHub, secret } from "./remote-hubs.ts";

const url = "https://hub.example.com";
const batch = createBatch("a", 1, createFrame(epochMs));
const receipt = { applied: 1, duplicate: 0, late: 0, lateRequests: 0 };

describeStore("remoteStore()", () => remoteStore({ url, secret, fetch: bindingTo(createHub()) }));

describe("remoteStore()", () => {
  test("says that it covers the whole system", () => {
    expect(remoteStore({ url, secret }).coverage).toBe("system");
  });

  test.for([
    ["https://hub.example.com", "https://hub.example.com/_edgewatch/ingest"],
    ["https://hub.example.com/", "https://hub.example.com/_edgewatch/ingest"],
    ["https://hub.example.com/own/base/", "https://hub.example.com/own/base/ingest"],
    [new URL("http://127.0.0.1:8787/w"), "http://127.0.0.1:8787/w/ingest"],
  ] as const)("given %s asks under %s", async ([address, base]) => {
    const asked: string[] = [];
    const fetch: RemoteFetch = async (target, { method = "GET", redirect }) => {
      asked.push(`${method} ${target} ${redirect}`);
      return Response.json(method === "POST" ? receipt : { frames: [], sources: 0 });
    };
    const store = remoteStore({ url: address, secret, fetch });
    await store.apply(batch);
    await store.read({ fromMs: -5, toMs: 90_000 }, 60_000);
    await store.totals();
    expect(asked).toEqual([
      `POST ${base}/batch manual`,
      `GET ${base}/frames?from=-5&to=90000&step=60000 manual`,
      `GET ${base}/totals manual`,
    ]);
  });

  test("gives the same as the hub's own store", async () => {
    const hub = createHub();
    const store = remoteStore({ url, secret, fetch: bindingTo(hub) });
    await store.apply(createBatch("a", 1, createFrame(epochMs), createFrame(epochMs + 10_000)));
    expect(await store.totals()).toEqual(await hub.store.totals());
    const range = { fromMs: epochMs, toMs: epochMs + 60_000 };
    expect(await store.read(range, 60_000)).toEqual(await hub.store.read(range, 60_000));
  });

  test("counts a batch once that reaches one store by two hubs", async () => {
    const { store } = createHub();
    const hubs = [createHub(store), createHub(store)];
    for (const hub of [...hubs, ...hubs]) {
      await remoteStore({ url, secret, fetch: bindingTo(hub) }).apply(batch);
    }
    expect(await store.totals()).toMatchObject({ frames: [{ started: 1 }], sources: 1 });
  });

  test.for([
    ["no url", { url: "", secret }, "its url is not absolute"],
    ["a relative url", { url: "/hub", secret }, "its url is not absolute"],
    ["another protocol", { url: "ftp://hub", secret }, "its url begins with ftp:"],
    ["a user name", { url: "https://ada:hunter2@hub", secret }, "more than a host and a path"],
    ["a query", { url: "https://hub/?token=hunter2", secret }, "more than a host and a path"],
    ["no secret", { url, secret: "" }, "its secret is empty"],
    ["a secret of two lines", { url, secret: "hunter2\nx: y" }, "cannot be sent in a header"],
    ["a time-out of nothing", { url, secret, timeoutMs: 0 }, "its timeoutMs is 0"],
  ] as const)("refuses at once %s", ([, options, reason]) => {
    const error = thrownBy(() => remoteStore(options));
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("hunter2");
  });
});

describe("remoteStore().apply()", () => {
  test.for([
    ["a problem 400", problem(400, "nothing of it was counted"), "it refuses it: nothing of it"],
    ["a problem 422", problem(422, "no"), "it refuses it: no"],
    ["a problem 413", problem(413, "too long"), "it refuses it: too long"],
    ["a proxy's 413", new Response("<h1>413</h1>", { status: 413 }), "it refuses it: no detail"],
  ] as const)("gives a batch up after %s", async ([, response, message]) => {
    const error = await rejectionOf(answering(response).apply(batch));
    expect(error).toBeInstanceOf(BatchRefusedError);
    expect(error.message).toContain(message);
  });

  test.for([
    ["a stranger's 400", new Response("bad", { status: 400 }), "hub.example.com answered 400"],
    ["401", problem(401, "no"), "refuses the secret; give it what the hub has as EDGEWATCH_INGEST"],
    ["403", problem(403, "no"), "refuses the secret"],
    ["404", new Response("no", { status: 404 }), "answered 404; give the address of a hub"],
    ["429", problem(429, "slowly"), "answered 429 (slowly)"],
    ["503", problem(503, "later"), "answered 503 (later)"],
    ["a redirect", elsewhere(), "answered 302; give the address of a hub"],
    ["a page", new Response("<h1>hello</h1>"), "answered 200; give the address of a hub"],
    ["a receipt of something else", Response.json({ ...receipt, late: 3 }), "answered 200"],
    ["a receipt of nonsense", Response.json({ applied: "1" }), "answered 200"],
    ["an answer too long", Response.json("x".repeat(70_000)), "no answer from https://hub"],
  ] as const)("keeps a batch after %s", async ([, response, message]) => {
    const error = await rejectionOf(answering(response).apply(batch));
    expect(error).not.toBeInstanceOf(BatchRefusedError);
    expect(error.message).toContain(message);
  });

  test("names no secret, whatever it is told", async () => {
    const failures: RemoteFetch[] = [
      async () => problem(400, `your secret ${secret} is good`),
      async () => problem(503, `Authorization: Bearer ${secret}`),
      () => Promise.reject(new TypeError("fetch failed")),
    ];
    for (const fetch of failures) {
      const error = await rejectionOf(remoteStore({ url, secret, fetch }).apply(batch));
      expect(String(error)).not.toContain(secret);
    }
  });

  test("gives up waiting after a time, and cancels what it asked", async () => {
    const clock = new FakeClock();
    let signal: AbortSignal | null | undefined;
    const fetch: RemoteFetch = (_, init) => {
      ({ signal } = init);
      return new Promise(() => {});
    };
    const applied = rejectionOf(remoteStore({ url, secret, fetch, clock }).apply(batch));
    await clock.advance(7_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    await settle();
    expect((await applied).message).toBe(
      "Cannot write a batch to the hub: no answer from https://hub.example.com; is the hub running?",
    );
    expect(signal?.aborted).toBe(true);
  });
});

test("remoteStore() refuses a reading that is none", async () => {
  for (const body of ['{"frames":{},"sources":1}', '{"frames":[{}],"sources":1}', "[]", "null"]) {
    const store = answering(new Response(body));
    const error = await rejectionOf(store.totals());
    expect(error.message).toContain("Cannot read totals from the hub");
  }
});

function answering(response: Response): Store {
  return remoteStore({ url, secret, fetch: async () => response.clone() });
}

function problem(status: number, detail: string): Response {
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify({ status, detail }), { status, headers });
}

function elsewhere(): Response {
  return new Response(null, { status: 302, headers: { location: "https://elsewhere.example" } });
}

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

async function rejectionOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was rejected");
}
