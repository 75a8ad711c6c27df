import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Usage, UsageRow } from "../../src/query/answer.ts";
import { readUsage } from "../../src/query/usage.ts";
import { parseUsageQuery } from "../../src/query/usage-query.ts";
import { ask } from "../fakes/asking.ts";
import { effort } from "../fakes/effort.ts";
import { appOf, countedRequests, framesOf, nowMs, storeOf, usageOf, usagePath } from "./counted.ts";

const atMs = nowMs - 600_000;
const routes = ["/a", "/b", "/c", "/d", "/e"];
const five = routes.map((route) => ({ atMs, route }));

describe("a cursor", () => {
  test("visits each row once and in order, although rows arrive meanwhile", async () => {
    const orders = fc.constantFrom("", "&order=-requests", "&order=route", "&order=-p95,-consumer");
    const property = fc.asyncProperty(
      countedRequests,
      countedRequests,
      orders,
      fc.integer({ min: 1, max: 7 }),
      async (requests, arriving, order, limit) => {
        const store = await storeOf(requests);
        const app = appOf(store);
        const search = `from=-2h&by=consumer,route,status&limit=${limit}${order}`;
        const expected = (await usageOf(app, search.replace(/limit=\d/, "limit=1000"))).rows;
        const seen: UsageRow[] = [];
        let page = await usageOf(app, search);
        for (let sequence = 1; ; sequence++) {
          seen.push(...page.rows);
          if (page.next_cursor === null) break;
          const inRange = arriving.map((request) => ({ ...request, route: "/arrived", atMs }));
          await store.apply({ source: "late", sequence, frames: framesOf(inRange) });
          page = await usageOf(app, `${search}&cursor=${page.next_cursor}`);
        }
        expect(seen.filter((row) => row.route !== "/arrived")).toEqual(expected);
        const identities = seen.map((row) => `${row.consumer}\n${row.route}\n${row.status}`);
        if (order === "&order=route") expect(new Set(identities).size).toBe(identities.length);
      },
    );
    await fc.assert(property, { numRuns: effort(40, 1_000) });
  }, 300_000);

  test("keeps the bounds of the first page while time goes on", async () => {
    const store = await storeOf(five);
    const first = await pageAt(store, "from=-1h&limit=2", nowMs);
    const later = await pageAt(
      store,
      `from=-1h&limit=2&cursor=${first.next_cursor}`,
      nowMs + 30_000,
    );
    expect(later).toMatchObject({ from: first.from, to: first.to });
    expect(later.rows.map((row) => row.route)).toEqual(["/c", "/d"]);
    expect(later.more).toBe(1);
  });

  test("is null at the end, also where the last page is full", async () => {
    const app = appOf(await storeOf(five));
    const first = await usageOf(app, "limit=3");
    expect(first).toMatchObject({ more: 2, next_cursor: expect.stringMatching(/^[\w-]+$/) });
    const last = await usageOf(app, `limit=3&cursor=${first.next_cursor}`);
    expect(last).toMatchObject({ more: 0, next_cursor: null });
    expect((await usageOf(app, "limit=5")).next_cursor).toBeNull();
  });

  test("tells steps of one group apart", async () => {
    const minutes = [0, 60_000, 120_000].map((age) => ({ atMs: atMs - age }));
    const app = appOf(await storeOf(minutes));
    const search = "from=-1h&step=1m&by=&order=requests&limit=1";
    const first = await usageOf(app, search);
    const second = await usageOf(app, `${search}&cursor=${first.next_cursor}`);
    expect([first, second].map(({ rows }) => rows[0]?.time)).toEqual([
      "2026-11-23T09:48:00.000Z",
      "2026-11-23T09:49:00.000Z",
    ]);
  });

  test.for([
    "limit=3",
    "limit=2&by=method",
    "limit=2&from=-2h",
    "limit=2&status=200",
    "limit=2&order=route",
  ])("belongs to its question: %s", async (search) => {
    const app = appOf(await storeOf(five));
    const { next_cursor: cursor } = await usageOf(app, "limit=2");
    const response = await ask(app, `${usagePath}?${search}&cursor=${cursor}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter: "cursor" });
  });

  test("does not care in which order the other parameters come", async () => {
    const app = appOf(await storeOf(five));
    const { next_cursor: cursor } = await usageOf(app, "limit=4&by=route");
    expect((await usageOf(app, `cursor=${cursor}&by=route&limit=4`)).rows).toHaveLength(1);
  });

  test("is refused once what it goes through has been rolled up", async () => {
    const store = await storeOf(five);
    const search = "from=-1h&step=10s&limit=2";
    const { next_cursor: cursor } = await pageAt(store, search, nowMs);
    await expect(
      pageAt(store, `${search}&cursor=${cursor}`, nowMs + 59_000),
    ).resolves.toBeDefined();
    await expect(pageAt(store, `${search}&cursor=${cursor}`, nowMs + 61_000)).rejects.toMatchObject(
      {
        parameter: "cursor",
      },
    );
  });

  test("is refused where it has been tampered with", async () => {
    const app = appOf(await storeOf(five));
    const { next_cursor: cursor } = await usageOf(app, "limit=2");
    const decoded: unknown[] = JSON.parse(atob(cursor ?? ""));
    const wrong = [
      [],
      [decoded[0], decoded[1], []],
      [decoded[0], decoded[1], ["/a"]],
      [decoded[0], decoded[1], [{}, {}, {}, {}]],
      ["now", decoded[1], decoded[2]],
      [-1, decoded[1], decoded[2]],
      [1e300, decoded[1], decoded[2]],
      { 0: 1 },
      null,
    ].map((content) => btoa(JSON.stringify(content)));
    for (const text of [...wrong, "", "%", "ä", `${cursor}A`, cursor?.slice(1)]) {
      const search = new URLSearchParams({ limit: "2", cursor: text ?? "" });
      const response = await ask(app, `${usagePath}?${search.toString()}`);
      expect(response.status, text).toBe(400);
      expect(await response.json()).toMatchObject({ parameter: "cursor" });
    }
  });
});

async function pageAt(
  store: Awaited<ReturnType<typeof storeOf>>,
  search: string,
  timeMs: number,
): Promise<Usage> {
  return await readUsage(store, parseUsageQuery(new URLSearchParams(search), timeMs));
}
