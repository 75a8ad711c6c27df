import { describe, expect, test } from "vitest";
import { createRandom } from "../fakes/random.ts";
import { ask } from "../fakes/asking.ts";
import { settle } from "../fakes/fake-clock.ts";
import { EventReader } from "./event-reader.ts";
import { createLive, sumOf, type LiveData } from "./live-parts.ts";

const intervalMs = 2_000;
const path = "/_edgewatch/api/live";

describe("/_edgewatch/api/live", () => {
  test("begins with who speaks, and what was ever counted", async () => {
    const live = createLive();
    await live.send("/200/a", 3);
    await live.send("/500/b");
    const response = await live.open();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const reader = new EventReader<LiveData>(response);
    await settle();
    expect(reader.retryMs).toBe(3_000);
    const time = "2026-11-23T10:00:00.000Z";
    expect(reader.events.map(({ name, data }) => [name, data])).toEqual([
      ["hello", { service: "orders", coverage: "source", time }],
      ["totals", { time, requests: 4, errors: 1 }],
    ]);
    expect(new Set(reader.events.map(({ id }) => id.replace(/-\d+$/, "")))).toHaveProperty(
      "size",
      1,
    );
  });

  test("is for whom has the credential, by GET or HEAD", async () => {
    const live = createLive();
    expect((await ask(live.app, path, { headers: { authorization: "" } })).status).toBe(401);
    expect((await ask(live.app, path, { method: "POST" })).status).toBe(405);
    const head = await ask(live.app, path, { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), head.body]).toEqual([
      200,
      "text/event-stream",
      null,
    ]);
    await live.advance(10 * intervalMs);
    expect([live.reads(), live.clock.waiting]).toEqual([0, 0]);
  });

  test("tells of each request once: what routes have counted adds up to the totals, and to what was sent", async () => {
    const live = createLive();
    await live.send("/200/before", 2);
    const reader = await live.view();
    const next = createRandom(7);
    const sent: Record<string, [number, number]> = {};
    for (let round = 0; round < 40; round++) {
      for (let n = Math.floor(next() * 6); n > 0; n--) {
        const status = next() < 0.3 ? 503 : 200;
        const route = `/${status}/${Math.floor(next() * 4)}`;
        await live.send(route);
        const [requests, errors] = sent[route] ?? [0, 0];
        sent[route] = [requests + 1, errors + (status === 503 ? 1 : 0)];
      }
      await live.advance(next() * 5_000);
    }
    await live.advance(intervalMs);
    expect(sumOf(reader)).toEqual(sent);
    const sums = Object.values(sent);
    expect(reader.named("totals").at(-1)).toMatchObject({
      requests: 2 + sums.reduce((sum, [requests]) => sum + requests, 0),
      errors: sums.reduce((sum, [, errors]) => sum + errors, 0),
    });
    expect(reader.named("reset")).toEqual([]);
  });

  test("says nothing but that it is there while nothing happens", async () => {
    const live = createLive();
    const reader = await live.view();
    await live.advance(60_000);
    expect(reader.events.map(({ name }) => name)).toEqual(["hello", "totals"]);
    expect(reader.comments).toEqual(["", "", ""]);
  });

  test("costs one reading an interval, however many watch, and none while nobody does", async () => {
    const live = createLive();
    await live.advance(60_000);
    expect(live.reads()).toBe(0);
    const readers = await Promise.all(Array.from({ length: 20 }, () => live.view()));
    for (let round = 0; round < 50; round++) {
      await live.send("/200/a");
      await live.advance(intervalMs);
    }
    await live.advance(200);
    expect(live.reads()).toBe(51);
    for (const reader of readers) expect(sumOf(reader)).toEqual({ "/200/a": [50, 0] });
    for (const reader of readers) await reader.cancel();
    await live.advance(60_000);
    expect(live.reads()).toBe(51);
    expect(live.clock.waiting).toBe(0);
  });

  test("names the 200 busiest routes of an event, and counts the others together", async () => {
    const live = createLive();
    const reader = await live.view();
    for (let n = 0; n < 250; n++) await live.send(`/${n < 240 ? 200 : 500}/${n}`, n < 10 ? 3 : 1);
    await live.advance(intervalMs);
    const [event] = reader.named("routes");
    expect(event?.routes).toHaveLength(200);
    expect(event?.routes?.slice(0, 10).map(({ requests }) => requests)).toEqual(Array(10).fill(3));
    expect(event?.other).toEqual({ requests: 50, errors: expect.any(Number) });
    const errors = Object.values(sumOf(reader)).reduce((sum, [, failed]) => sum + failed, 0);
    expect(errors).toBe(10);
  });

  test("is whole whatever routes are called", async () => {
    const names = [
      "a\n\ndata: x\n\n",
      "b\r\nevent: reset",
      "\u2028\0</script>",
      "😀\uD800",
      "x".repeat(9_000),
    ];
    const live = createLive({
      route: (request) => names[Number(new URL(request.url).search.slice(1))],
    });
    const reader = await live.view();
    for (let n = 0; n < names.length; n++) await live.send(`/200/?${n}`);
    await live.advance(intervalMs);
    expect(reader.events.map(({ name }) => name)).toEqual(["hello", "totals", "totals", "routes"]);
    expect(Object.keys(sumOf(reader))).toHaveLength(names.length);
  });
});
