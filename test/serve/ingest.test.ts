import { describe, expect, test } from "vitest";
import { edgewatch, type EdgewatchOptions } from "../../src/index.ts";
import type { Store } from "../../src/core/store.ts";
import { createBatch, createFrame, epochMs } from "../contracts/batches.ts";
import { ask, countsOf, summaryOf, token, type Asked } from "../fakes/asking.ts";
import { createPlatform, type FakePlatform } from "../fakes/fake-platform.ts";
import { FaultyStore, never, type Fault } from "../fakes/faulty-store.ts";
import { stillStore } from "../fakes/still-store.ts";

const secret = "ingest-s3cret";
const bearer = { authorization: `Bearer ${secret}` };
const json = { "content-type": "application/json" };
const batch = createBatch("a", 1, createFrame(epochMs));
const maxBytes = 4 * 1_024 * 1_024;

describe("POST /_edgewatch/ingest/batch", () => {
  test("applies a batch and answers with its receipt", async () => {
    const { app } = createHub();
    const response = await post(app, JSON.stringify(batch));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ applied: 1, duplicate: 0, late: 0, lateRequests: 0 });
    expect(await countsOf(app)).toEqual({ "GET /orders/:id 200": 1 });
  });

  test("applies a batch once, whoever sends it again", async () => {
    const store = stillStore();
    const hubs = [createHub({ store }), createHub({ store })];
    for (const { app } of [...hubs, ...hubs]) await post(app, JSON.stringify(batch));
    expect(await store.totals()).toMatchObject({ frames: [{ started: 1 }] });
  });

  test("keeps the sender's source and sequence", async () => {
    const store = new FaultyStore();
    await post(createHub({ store }).app, JSON.stringify(batch));
    expect(store.sent).toEqual([batch]);
  });

  test.for([
    ["the secret as bearer", bearer, 200],
    ["the secret in X-CF-Secret", { "x-cf-secret": secret }, 200],
    ["nothing", {}, 401],
    ["the token", { authorization: `Bearer ${token}` }, 401],
    ["a beginning of the secret", { authorization: `Bearer ${secret.slice(0, -1)}` }, 401],
    ["another X-CF-Secret", { "x-cf-secret": `${secret}x`, ...bearer }, 401],
    ["an empty X-CF-Secret", { "x-cf-secret": "" }, 401],
  ] as const)("given %s answers %i", async ([, headers, status]) => {
    const { app } = createHub();
    const response = await post(app, JSON.stringify(batch), { ...json, ...headers }, {});
    expect(response.status).toBe(status);
    expect(Object.keys(await countsOf(app))).toHaveLength(status === 200 ? 1 : 0);
  });

  test("is closed where no secret is configured, and says what to set", async () => {
    const { app } = createHub({ ingestSecret: undefined });
    for (const headers of [bearer, { "x-cf-secret": "" }, { authorization: "Bearer " }]) {
      const response = await post(app, JSON.stringify(batch), { ...json, ...headers }, {});
      expect(response.status).toBe(401);
      expect(await detailOf(response)).toContain("set EDGEWATCH_INGEST_SECRET");
    }
  });

  test("takes its secret from the variable too", async () => {
    const platform = createPlatform({ name: "node", env: { EDGEWATCH_INGEST_SECRET: secret } });
    const { app } = createHub({ ingestSecret: undefined }, platform);
    expect((await post(app, JSON.stringify(batch))).status).toBe(200);
  });

  test("opens nothing else", async () => {
    const { app } = createHub();
    for (const path of ["/metrics", "/_edgewatch/api/usage", "/_edgewatch/other"]) {
      expect((await ask(app, path, { headers: bearer })).status).toBe(401);
      expect((await ask(app, path, { headers: { "x-cf-secret": secret, ...bearer } })).status).toBe(
        401,
      );
    }
  });

  test.for([
    ["no type", { "content-type": "" }, 415],
    ["text", { "content-type": "text/plain" }, 415],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["gzip", { ...json, "content-encoding": "gzip" }, 415],
    ["JSON with a charset", { "content-type": "application/json; charset=utf-8" }, 200],
    ["JSON by another case", { "content-type": "Application/JSON" }, 200],
    ["no encoding", { ...json, "content-encoding": "identity" }, 200],
  ] as const)("answers to %s: %i", async ([, headers, status]) => {
    const { app } = createHub();
    const response = await post(app, JSON.stringify(batch), headers);
    expect(response.status).toBe(status);
  });

  test("refuses a length above 4 MB before it reads", async () => {
    const { app } = createHub();
    let pulled = 0;
    const body = new ReadableStream(
      {
        pull() {
          pulled++;
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { ...json, "content-length": String(maxBytes + 1) };
    expect((await post(app, body, headers)).status).toBe(413);
    expect(pulled).toBe(0);
  });

  test("stops reading a body without end, and applies nothing of it", async () => {
    const { app } = createHub();
    const chunk = new TextEncoder().encode(" ".repeat(65_536));
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(chunk);
      },
    });
    expect((await post(app, body)).status).toBe(413);
    expect(pulled).toBeLessThan(2 * (maxBytes / chunk.byteLength));
    expect((await post(app, `${JSON.stringify(batch)}${" ".repeat(maxBytes)}`)).status).toBe(413);
    expect(await countsOf(app)).toEqual({});
  });

  test.for(["refused", "hangs"] as const)(
    "answers 503 and when to come again while the store %s",
    async (fault) => {
      const platform = createPlatform();
      const faults: Fault[] = [fault];
      const { app } = createHub({ store: new FaultyStore(() => faults.pop()) }, platform);
      const answered = post(app, JSON.stringify(batch));
      if (fault === "hangs") await advanceUntil(platform, answered);
      const response = await answered;
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("10");
      expect((await post(app, JSON.stringify(batch))).status).toBe(200);
      expect(await countsOf(app)).toEqual({ "GET /orders/:id 200": 1 });
    },
  );

  test("counts no request of its own for it, and logs nothing", async () => {
    const { app, platform } = createHub();
    await post(app, JSON.stringify(batch));
    await post(app, "no batch");
    expect(platform.lines).toEqual([]);
    expect((await summaryOf(app)).started).toBe(1);
  });

  test("is no GET, and GET is no POST", async () => {
    const { app } = createHub();
    expect((await ask(app, "/_edgewatch/ingest/batch", { headers: bearer })).status).toBe(405);
    const init = { method: "POST", headers: bearer };
    expect((await ask(app, "/_edgewatch/ingest/totals", init)).status).toBe(405);
  });
});

describe("GET /_edgewatch/ingest/frames and …/totals", () => {
  test("answer as the store does", async () => {
    const store = stillStore();
    const { app } = createHub({ store });
    await post(app, JSON.stringify(batch));
    const query = `from=${epochMs}&to=${epochMs + 60_000}&step=60000`;
    const frames = await ask(app, `/_edgewatch/ingest/frames?${query}`, { headers: bearer });
    const range = { fromMs: epochMs, toMs: epochMs + 60_000 };
    expect(await frames.json()).toEqual(await store.read(range, 60_000));
    const totals = await ask(app, "/_edgewatch/ingest/totals", { headers: bearer });
    expect(await totals.json()).toEqual(await store.totals());
  });

  test("answer to nobody else", async () => {
    const { app } = createHub();
    for (const path of ["frames?from=0&to=1&step=10000", "totals"]) {
      expect((await ask(app, `/_edgewatch/ingest/${path}`)).status).toBe(401);
    }
  });

  test.for([
    ["from", "to=1&step=10000"],
    ["from", "from=-24h&to=1&step=10000"],
    ["from", "from=1.5&to=1&step=10000"],
    ["to", "from=1&to=99999999999999999&step=10000"],
    ["to", "from=1&to=&step=10000"],
    ["step", "from=1&to=2&step=0"],
    ["step", "from=1&to=2&step=-10000"],
    ["step", "from=1&to=2&step=9999"],
  ])("name %s when it is wrong: %s", async ([name, query]) => {
    const { app } = createHub();
    const response = await ask(app, `/_edgewatch/ingest/frames?${query}`, { headers: bearer });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter: name });
  });

  test("answer 503 while the store does not", async () => {
    const store: Store = { ...stillStore(), totals: never };
    const platform = createPlatform();
    const { app } = createHub({ store }, platform);
    const answered = ask(app, "/_edgewatch/ingest/totals", { headers: bearer });
    await advanceUntil(platform, answered);
    expect((await answered).status).toBe(503);
  });
});

test("edgewatch() refuses an empty ingest secret", () => {
  expect(() => createHub({ ingestSecret: "" })).toThrow("ingestSecret is empty");
});

interface Hub {
  readonly app: Asked;
  readonly platform: FakePlatform;
}

function createHub(
  options: Partial<EdgewatchOptions> = {},
  platform: FakePlatform = createPlatform(),
): Hub {
  const watch = edgewatch(
    { service: "hub", token, ingestSecret: secret, store: stillStore(), ...options },
    platform,
  );
  return { platform, app: watch.handler({ fetch: () => new Response("not the hub's") }) };
}

async function post(
  app: Asked,
  body: BodyInit,
  headers: Readonly<Record<string, string>> = json,
  credentials: Readonly<Record<string, string>> = bearer,
): Promise<Response> {
  // Node, Deno and Bun refuse a stream without the member `duplex`.
  const init = { method: "POST", body, headers: { ...credentials, ...headers }, duplex: "half" };
  const response = await app.fetch(new Request("http://localhost/_edgewatch/ingest/batch", init));
  if (!(response instanceof Response)) throw new TypeError(`no response: ${String(response)}`);
  return response;
}

/** Lets time pass until an answer comes; reading a body takes turns that no clock knows of. */
async function advanceUntil(platform: FakePlatform, answered: Promise<unknown>): Promise<void> {
  const isAnswered = answered.then(() => true);
  for (let turn = 0; turn < 1_000; turn++) {
    await platform.clock.advance(1_000);
    const nextTurn = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 0));
    if (await Promise.race([isAnswered, nextTurn])) return;
  }
}

async function detailOf(response: Response): Promise<string> {
  const { detail }: { readonly detail: string } = await response.json();
  return detail;
}
