import { afterEach, expect, test } from "vitest";
import { Answers } from "../../src/page/answers.ts";
import type { SessionEnd } from "../../src/page/read-answer.ts";
import type { After } from "../../src/page/after.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";

const overview = "overview?from=-1h&to=now";

/** A page with a server whose answers a test decides on. */
function page() {
  const clock = new FakeClock();
  const asked: { readonly path: string; readonly maxAge: string | null }[] = [];
  const ends: SessionEnd[] = [];
  let answer: () => Response = () => reply({ count: asked.length });
  const answers = new Answers({
    base: "/api/",
    onSessionEnd: (end) => ends.push(end),
    now: () => clock.now(),
    after: afterOn(clock),
    fetch: async (path, { headers, signal }) => {
      asked.push({ path, maxAge: new Headers(headers).get("cache-control") });
      const response = answer();
      return await new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("aborted")));
        if (response.status !== 299) resolve(response);
      });
    },
  });
  return {
    ...{ answers, clock, asked, ends },
    server: (respond: () => Response): void => {
      answer = respond;
    },
  };
}

/** A response whose body is there at once, so that nothing but the clock takes time. */
function reply(body: unknown, init: ResponseInit = {}): Response {
  // `@hono/node-server` puts a Response in place of the global one whose methods cannot be assigned to (2.1.8).
  return Object.defineProperty(new Response(null, init), "json", {
    value: () => Promise.resolve(body),
  });
}

function afterOn(clock: FakeClock): After {
  return (ms, run) => {
    let isCancelled = false;
    void clock.delay(ms).then(() => (isCancelled ? undefined : run()));
    return () => {
      isCancelled = true;
    };
  };
}

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

function listen(answers: Answers, path = overview): void {
  ended.push(answers.subscribe(path, () => undefined));
}

test("one question is asked once, however many listen, and says how old an answer may be", async () => {
  const { answers, asked } = page();
  for (let listeners = 0; listeners < 20; listeners++) listen(answers);
  await settle();
  expect(asked).toEqual([{ path: `/api/${overview}`, maxAge: "max-age=2" }]);
  expect(answers.read(overview)).toMatchObject({ state: "ready", data: { count: 1 } });
});

test("what happens is asked for after 2 s at the most, and otherwise every 30 s", async () => {
  const { answers, asked, clock } = page();
  listen(answers);
  await clock.advance(29_999);
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  expect(asked).toHaveLength(2);
  for (let at = 0; at < 100; at++) {
    answers.mark();
    await clock.advance(100);
  }
  expect(asked).toHaveLength(7);
  await clock.advance(10_000);
  expect(asked).toHaveLength(7);
});

test("an answer that was shared from before something happened is asked for again", async () => {
  const { answers, asked, clock, server } = page();
  listen(answers);
  await clock.advance(5_000);
  server(() => reply({}, { headers: { age: "1" } }));
  answers.mark();
  await clock.advance(1);
  expect(asked).toHaveLength(2);
  server(() => reply({}));
  await clock.advance(2_000);
  expect(asked).toHaveLength(3);
  await clock.advance(20_000);
  expect(asked).toHaveLength(3);
});

test("a range is asked for until sources have written all that happened in it", async () => {
  const { answers, asked, clock } = page();
  const endIso = new Date(clock.now() + 60_000).toISOString();
  listen(answers, `overview?from=-1h&to=${endIso}`);
  for (let at = 0; at < 600; at++) {
    answers.mark();
    await clock.advance(1_000);
  }
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.length).toBeLessThan(60);
  const before = asked.length;
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(before);
});

test("what is not found may be there later, and what cannot be asked is not asked again", async () => {
  const { answers, asked, clock, server } = page();
  const group = "errors/a1?from=-1h&to=now";
  for (const status of [404, 400]) {
    server(() => reply({}, { status }));
    listen(answers, `${group}&step=${status}m`);
    await clock.advance(1);
  }
  server(() => reply({ id: "a1" }));
  await clock.advance(60_000);
  expect(asked.filter(({ path }) => path.endsWith("400m"))).toHaveLength(1);
  expect(answers.read(`${group}&step=404m`)).toMatchObject({ state: "ready", data: { id: "a1" } });
});

test("what others were told before a change is not wanted after it", async () => {
  const { answers, asked, clock } = page();
  listen(answers, "overview?from=-30d&to=now");
  await clock.advance(90_000);
  answers.change();
  await clock.advance(90_000);
  expect(asked.map(({ maxAge }) => maxAge)).toEqual([
    "max-age=60",
    "max-age=60",
    "max-age=0",
    "max-age=60",
  ]);
});

test("a clock that was put back holds nothing up", async () => {
  const { answers, asked, clock } = page();
  listen(answers);
  await clock.advance(1);
  clock.pass(-3_600_000);
  answers.mark();
  await clock.advance(2_000);
  expect(asked).toHaveLength(2);
  await clock.advance(29_999);
  expect(asked).toHaveLength(2);
  await clock.advance(1);
  expect(asked).toHaveLength(3);
});

test("the page knows whether something is asked for the first time, until nobody listens", async () => {
  const { answers, server } = page();
  const told: boolean[] = [];
  ended.push(answers.watch(() => told.push(answers.condition.isLoading)));
  listen(answers);
  await settle();
  server(() => reply("", { status: 299 }));
  const end = answers.subscribe("errors?from=-1h&to=now", () => undefined);
  end();
  expect(told.filter((isLoading, at) => isLoading !== told[at - 1])).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("a range that is over is asked for once", async () => {
  const { answers, asked, clock } = page();
  listen(answers, "overview?from=2026-11-20T00:00:00Z&to=2026-11-20T01:00:00Z");
  await clock.advance(1);
  answers.mark();
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(1);
});

test("figures stay while the server is away, with their age, and come back by themselves", async () => {
  const { answers, asked, clock, server } = page();
  listen(answers);
  await clock.advance(30_000);
  const seenMs = clock.now();
  server(() => reply("", { status: 502 }));
  await clock.advance(30_000);
  expect(answers.read(overview)).toEqual({
    state: "ready",
    data: { count: 2 },
    isStale: true,
    atMs: seenMs,
  });
  expect(answers.condition.staleSinceMs).toBe(seenMs);
  const before = asked.length;
  await clock.advance(600_000);
  expect(asked.length - before).toBeLessThan(30);
  server(() => reply({ count: "new" }));
  await clock.advance(30_000);
  expect(answers.read(overview)).toMatchObject({ data: { count: "new" }, isStale: false });
  expect(answers.condition.staleSinceMs).toBeUndefined();
});

test("a server that never answers is given up after 15 s, and asked again", async () => {
  const { answers, asked, clock, server } = page();
  server(() => reply("", { status: 299 }));
  listen(answers);
  await clock.advance(15_000);
  await settle();
  expect(answers.read(overview)).toEqual({
    state: "failed",
    failure: { status: undefined, detail: "timeout", parameter: undefined },
  });
  server(() => reply({}));
  await clock.advance(1_000);
  await settle();
  expect(asked).toHaveLength(2);
  expect(answers.read(overview).state).toBe("ready");
});

test("a question that is wrong is told as it is, and not asked again", async () => {
  const { answers, asked, clock, server } = page();
  const problem = { detail: "Cannot read from", parameter: "from" };
  server(() => reply(problem, { status: 400 }));
  listen(answers);
  await clock.advance(600_000);
  expect(asked).toHaveLength(1);
  expect(answers.read(overview)).toEqual({
    state: "failed",
    failure: { status: 400, ...problem },
  });
});

test("health that is not well is an answer", async () => {
  const { answers, server } = page();
  const headers = { "content-type": "application/health+json" };
  server(() => reply({ status: "fail" }, { status: 503, headers }));
  listen(answers, "health");
  await settle();
  expect(answers.read("health")).toMatchObject({ state: "ready", data: { status: "fail" } });
});

test("a session that is over is told", async () => {
  const { answers, ends, server } = page();
  server(() => reply({}, { status: 401 }));
  listen(answers);
  await settle();
  expect(ends).toEqual(["session"]);
});

test("nothing is asked while nobody sees it or listens, and a paused page keeps what it has", async () => {
  const { answers, asked, clock } = page();
  const end = answers.subscribe(overview, () => undefined);
  await clock.advance(1);
  answers.sleep(true);
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(1);
  answers.sleep(false);
  await clock.advance(1);
  expect(asked).toHaveLength(2);
  answers.pause(true);
  answers.mark();
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(2);
  answers.pause(false);
  await clock.advance(1);
  expect(asked).toHaveLength(3);
  end();
  await clock.advance(3_600_000);
  expect(asked).toHaveLength(3);
});

test("answers that nobody looks at are forgotten, but the last twelve", async () => {
  const { answers } = page();
  for (let at = 0; at < 1_000; at++) {
    const path = `errors/${at}`;
    const end = answers.subscribe(path, () => undefined);
    await settle();
    expect(answers.read(path).state).toBe("ready");
    end();
  }
  const kept = Array.from({ length: 1_000 }, (_, at) => answers.read(`errors/${at}`).state);
  expect(kept.filter((state) => state === "ready").length).toBeLessThanOrEqual(13);
});
