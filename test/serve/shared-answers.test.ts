import { describe, expect, test } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { dashboard } from "../../src/dashboard.ts";
import { edgewatch } from "../../src/index.ts";
import { SharedAnswers } from "../../src/serve/shared-answers.ts";
import { ask, token, type Asked } from "../fakes/asking.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { stillStore } from "../fakes/still-store.ts";

const fresh = { headers: { "cache-control": "max-age=5" } };
const overview = "/_edgewatch/api/overview?from=-1h";

describe("answers of the API", () => {
  test("are shared by viewers who say how old they may be: one reading each refresh", async () => {
    const { app, clock, reads } = createApp();
    for (let refresh = 1; refresh <= 3; refresh++) {
      const viewers = Array.from({ length: 10 }, () => ask(app, overview, fresh));
      const answers = await passUntil(clock, Promise.all(viewers));
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      expect(new Set(texts).size).toBe(1);
      expect(reads()).toBe(refresh);
      clock.pass(5_001);
    }
  });

  test("tell their age, and are made anew when they are older than the viewer takes", async () => {
    const { app, clock, reads } = createApp();
    const first = await ask(app, overview, fresh);
    expect(first.headers.get("age")).toBe("0");
    clock.pass(4_200);
    const shared = await ask(app, overview, fresh);
    expect(shared.headers.get("age")).toBe("4");
    expect(await shared.text()).toBe(await first.text());
    expect(shared.headers.get("content-type")).toBe("application/json");
    expect(shared.headers.get("cache-control")).toBe("no-store");
    expect(reads()).toBe(1);
    await ask(app, overview, { headers: { "cache-control": "max-age=4" } });
    expect(reads()).toBe(2);
  });

  test.for([undefined, "no-cache", "max-age=0", "max-age=-1", "max-age=5, no-cache", "max-age=x"])(
    "are not shared with whoever says %s",
    async (value) => {
      const { app, reads } = createApp();
      await ask(app, overview, fresh);
      const headers: Record<string, string> = value === undefined ? {} : { "cache-control": value };
      const response = await ask(app, overview, { headers });
      expect(response.headers.get("age")).toBeNull();
      expect(reads()).toBe(2);
    },
  );

  test("are told apart by what was asked, and in which form", async () => {
    const { app, reads } = createApp();
    const series = "/_edgewatch/api/series?from=-1h&by=";
    const json = await ask(app, series, fresh);
    const csv = await ask(app, series, { headers: { ...fresh.headers, accept: "text/csv" } });
    await ask(app, `${series}&limit=3`, fresh);
    expect(reads()).toBe(3);
    expect([json, csv].map((response) => response.headers.get("content-type"))).toEqual([
      "application/json",
      "text/csv; charset=utf-8",
    ]);
  });

  test("stay closed to whoever has no token", async () => {
    const { app } = createApp();
    await ask(app, overview, fresh);
    const headers = { ...fresh.headers, authorization: "Bearer wrong" };
    expect((await ask(app, overview, { headers })).status).toBe(401);
  });

  test("are refused alike, and are not kept when they are no answers", async () => {
    const { app, fail, reads } = createApp();
    fail(true);
    expect((await ask(app, overview, fresh)).status).toBe(503);
    fail(false);
    expect((await ask(app, overview, fresh)).status).toBe(200);
    expect(reads()).toBe(2);
    const wrong = await ask(app, `${overview}&step=1y`, fresh);
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { parameter: "step" }]);
  });

  test("are forgotten when somebody does something to a group of errors", async () => {
    const { app, reads } = createApp();
    const errors = "/_edgewatch/api/errors";
    await ask(app, errors, fresh);
    await ask(app, errors, fresh);
    expect(reads()).toBe(1);
    await ask(app, `${errors}/0123456789abcdef/resolve`, { method: "POST" });
    const before = reads();
    await ask(app, errors, fresh);
    expect(reads()).toBe(before + 1);
  });
});

describe("SharedAnswers", () => {
  test("does not wait for an asker whose request was cancelled", async () => {
    const clock = new FakeClock();
    const shared = new SharedAnswers(clock);
    let made = 0;
    void shared.answer(requestOf("/a"), () => new Promise(() => {}));
    const waiting = Array.from({ length: 3 }, () =>
      shared.answer(requestOf("/a"), async () => {
        made++;
        await clock.delay(200);
        return new Response("late");
      }),
    );
    await clock.advance(2_900);
    expect(made).toBe(0);
    const answers = await passUntil(clock, Promise.all(waiting));
    for (const answer of answers) expect(await answer.text()).toBe("late");
    expect(made).toBe(1);
  });

  test("forgets askers whose requests were cancelled, the first of 65 at once", async () => {
    const shared = new SharedAnswers(new FakeClock());
    for (let at = 0; at < 65; at++) {
      void shared.answer(requestOf(`/${at}`), () => new Promise(() => {}));
    }
    const answer = await shared.answer(requestOf("/0"), async () => new Response("anew"));
    expect(await answer.text()).toBe("anew");
  });

  test("tells those who wait what went wrong", async () => {
    const clock = new FakeClock();
    const shared = new SharedAnswers(clock);
    let made = 0;
    const answers = Array.from({ length: 4 }, () =>
      shared.answer(requestOf("/a"), async () => {
        made++;
        await clock.delay(50);
        throw new Error("Cannot read");
      }),
    );
    const settled = await passUntil(clock, Promise.allSettled(answers));
    expect(settled.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
    expect(made).toBe(1);
  });

  test("keeps no answer that was begun before everything was forgotten", async () => {
    const clock = new FakeClock();
    const shared = new SharedAnswers(clock);
    const before = shared.answer(requestOf("/a"), async () => {
      await clock.delay(100);
      return new Response("before");
    });
    await settle();
    shared.clear();
    expect(await (await passUntil(clock, before)).text()).toBe("before");
    const after = await shared.answer(requestOf("/a"), async () => new Response("after"));
    expect(await after.text()).toBe("after");
  });

  test("keeps 64 answers, and 8 MB of them", async () => {
    const shared = new SharedAnswers(new FakeClock());
    let made = 0;
    async function read(path: string, body: string): Promise<void> {
      await shared.answer(requestOf(path), async () => {
        made++;
        return new Response(body);
      });
    }
    for (let at = 0; at < 65; at++) await read(`/${at}`, "small");
    await read("/64", "small");
    expect(made).toBe(65);
    await read("/0", "small");
    expect(made).toBe(66);
    const large = "x".repeat(3_000_000);
    for (const path of ["/x", "/y", "/z"]) await read(path, large);
    await read("/z", large);
    expect(made).toBe(69);
    await read("/x", large);
    expect(made).toBe(70);
    await read("/huge", "x".repeat(9_000_000));
    await read("/huge", "x".repeat(9_000_000));
    expect(made).toBe(72);
    await read("/x", large);
    expect(made).toBe(72);
  });
});

/** Lets time pass until something is done; on workerd bodies are read by turns of the event loop. */
async function passUntil<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const progress = { isDone: false };
  const done = work.finally(() => void (progress.isDone = true));
  while (!progress.isDone) {
    await clock.advance(20);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return await done;
}

function requestOf(path: string): Request {
  return new Request(`http://localhost${path}`, fresh);
}

interface App {
  readonly app: Asked;
  readonly clock: FakeClock;
  /** How often the store was read. */
  readonly reads: () => number;
  readonly fail: (isFailing: boolean) => void;
}

function createApp(): App {
  const platform = createPlatform();
  const inner = stillStore();
  let reads = 0;
  let isFailing = false;
  const store: Store = {
    ...inner,
    async read(range, stepMs) {
      reads++;
      if (isFailing) throw new Error("Cannot read: it is down");
      return await inner.read(range, stepMs);
    },
  };
  const watch = edgewatch({ service: "asked", token, store, dashboard: dashboard() }, platform);
  return {
    app: watch.handler({ fetch: (_request: Request) => new Response("hi") }),
    clock: platform.clock,
    reads: () => reads,
    fail: (value) => void (isFailing = value),
  };
}
