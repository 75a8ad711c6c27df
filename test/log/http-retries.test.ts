import { describe, expect, test } from "vitest";
import type { HttpSinkOptions } from "../../src/log/http-options.ts";
import { FakeReceiver, setUp, type Answer, type Setup } from "./http-fakes.ts";

const url = "https://logs.example/ingest";

describe("httpSink() repeats", () => {
  test.for<[string, Answer]>([
    ["a network error", "reset"],
    ["a fetch that throws at once", "throws at once"],
    ["a time-out", "hang"],
    ["429", 429],
    ["500", 500],
    ["503", 503],
    ["599", 599],
  ])("after %s, with the same batch", async ([, answer]) => {
    const answers: Answer[] = [answer, answer];
    const { receiver, log, clock, sink } = setUpWith(answers);
    log("a");
    await clock.advance(2_000);
    log("b");
    await clock.advance(30_000);
    expect(receiver.messages).toEqual([["a"], ["a"], ["a"], ["b"]]);
    expect(receiver.batches).toEqual(["1", "1", "1", "2"]);
    expect(sink.counts()).toEqual({ delivered: 2, queued: 0, dropped: {} });
  });

  test("at times that double, up to 30 s, with jitter over all of it", async () => {
    expect(await attemptSeconds(1, 9)).toEqual([2, 2.5, 3.5, 5.5, 9.5, 17.5, 33.5, 63.5, 93.5]);
    expect(await attemptSeconds(0.5, 4)).toEqual([2, 2.25, 2.75, 3.75]);
  });

  test("until the retries are used up", async () => {
    const { receiver, log, clock, sink } = setUpWith(() => 500, { retries: 3 });
    log("a");
    await clock.advance(60_000);
    expect(receiver.posts).toHaveLength(4);
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: { gave_up: 1 } });
  });

  test("not at all with `retries: 0`", async () => {
    const { receiver, log, clock, sink } = setUpWith(() => "reset", { retries: 0 });
    log("a");
    await clock.advance(60_000);
    expect(receiver.posts).toHaveLength(1);
    expect(sink.counts().dropped).toEqual({ gave_up: 1 });
  });

  test("does not press a receiver that is down, however many batches it gives up", async () => {
    const { receiver, log, clock } = setUpWith(() => 503, { retries: 1, maxBatchRecords: 1 });
    for (let second = 0; second < 300; second++) {
      log(`${second}`);
      await clock.advance(1_000);
    }
    expect(receiver.posts.length).toBeLessThan(17);
  });

  test.for<[string, (nowMs: number) => string]>([
    ["seconds", () => "20"],
    ["a date", (nowMs) => new Date(nowMs + 20_000).toUTCString()],
  ])("not before Retry-After has passed, in %s", async ([, header]) => {
    for (const status of [429, 503]) {
      const receiver = new FakeReceiver(() =>
        receiver.posts.length > 0
          ? 200
          : new Response(null, { status, headers: { "retry-after": header(clock.now()) } }),
      );
      const { log, clock, sink } = setUp(receiver, { maxBatchRecords: 2 });
      log("a");
      await clock.advance(2_000);
      for (let index = 0; index < 10; index++) log(`${index}`);
      await clock.advance(19_999);
      expect(receiver.posts).toHaveLength(1);
      await clock.advance(1);
      expect(sink.counts().delivered).toBeGreaterThan(1);
    }
  });

  test("after five minutes, whatever Retry-After says", async () => {
    const headers = { "retry-after": "99999999999999999999" };
    const { receiver, log, clock } = setUpWith([new Response(null, { status: 429, headers })]);
    log("a");
    await clock.advance(2_000 + 299_999);
    expect(receiver.posts).toHaveLength(1);
    await clock.advance(1);
    expect(receiver.posts).toHaveLength(2);
  });

  test("and aborts the request whose time is over", async () => {
    const { receiver, log, clock } = setUpWith(["hang"], { timeoutMs: 3_000 });
    log("a");
    await clock.advance(4_999);
    expect(receiver.posts[0]?.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(receiver.posts[0]?.signal?.aborted).toBe(true);
  });
});

describe("httpSink() does not repeat", () => {
  test.for([400, 401, 403, 404, 408, 413, 422])("after %d", async (status) => {
    const { receiver, log, clock, sink } = setUpWith([status], { maxBatchRecords: 2 });
    for (const message of ["a", "b", "c"]) log(message);
    await clock.advance(60_000);
    expect(receiver.messages).toEqual([["a", "b"], ["c"]]);
    expect(sink.counts()).toEqual({ delivered: 1, queued: 0, dropped: { rejected_4xx: 2 } });
  });

  test.for<[number, string]>([
    [307, "https://elsewhere.example/ingest"],
    [308, "http://logs.example/ingest"],
    [308, "https://logs.example:8443/ingest"],
    [301, "/other"],
    [302, "/other"],
    [303, "/other"],
    [307, "https://"],
  ])("after %d to %s, and does not go there", async ([status, location]) => {
    const { receiver, log, clock, sink } = setUpWith([redirect(status, location)]);
    log("a");
    await clock.advance(60_000);
    expect(receiver.posts.map((post) => post.url)).toEqual([url]);
    expect(sink.counts().dropped).toEqual({ redirected: 1 });
  });

  test("on its way to another path of the same origin", async () => {
    const { receiver, log, clock, sink } = setUpWith([
      redirect(307, "/v2"),
      redirect(308, "v3?a=1"),
    ]);
    log("a");
    await clock.advance(2_000);
    const origin = "https://logs.example";
    expect(receiver.posts.map((post) => post.url)).toEqual([
      url,
      `${origin}/v2`,
      `${origin}/v3?a=1`,
    ]);
    expect(receiver.messages).toEqual([["a"], ["a"], ["a"]]);
    expect(sink.counts().delivered).toBe(1);
  });

  test("in circles", async () => {
    const { receiver, log, clock, sink } = setUpWith(() => redirect(307, url));
    log("a");
    await clock.advance(2_000);
    expect(receiver.posts).toHaveLength(4);
    expect(sink.counts().dropped).toEqual({ redirected: 1 });
  });
});

describe("httpSink() tells `onFailure`", () => {
  test("once an outage", async () => {
    const told: Error[] = [];
    const answers: Answer[] = [500, "reset", 200, 400, 403, 200];
    const { log, clock } = setUpWith(answers, {
      url: `${url}?key=secret`,
      onFailure: (error) => told.push(error),
    });
    for (let index = 0; index < 5; index++) {
      log(`${index}`);
      await clock.advance(10_000);
    }
    expect(answers).toEqual([]);
    const start = "Cannot deliver log records to https://logs.example";
    expect(told.map(({ message }) => message)).toEqual([
      `${start}: it answered 500`,
      `${start}: it answered 400`,
    ]);
  });

  test("with the cause, and survives when it throws", async () => {
    const told: Error[] = [];
    const { log, clock, sink } = setUpWith(["reset"], {
      onFailure: (error) => {
        told.push(error);
        throw new Error("from the callback");
      },
    });
    log("a");
    await clock.advance(10_000);
    expect(told).toMatchObject([{ cause: { message: "connection reset" } }]);
    expect(sink.counts().delivered).toBe(1);
  });
});

function redirect(status: number, location: string): Response {
  return new Response(null, { status, headers: { location } });
}

function setUpWith(
  answers: Answer[] | (() => Answer),
  options: Partial<HttpSinkOptions> = {},
): Setup & { readonly receiver: FakeReceiver } {
  const next = typeof answers === "function" ? answers : () => answers.shift();
  const receiver = new FakeReceiver(next);
  return { receiver, ...setUp(receiver, options) };
}

/** When a receiver that is down gets its requests, in seconds after the record. */
async function attemptSeconds(random: number, count: number): Promise<number[]> {
  const seconds: number[] = [];
  const receiver = new FakeReceiver(() => {
    seconds.push(clock.monotonicMs() / 1_000);
    return "reset";
  });
  const { log, clock } = setUp(receiver, { retries: count - 1, random: () => random });
  log("a");
  await clock.advance(200_000);
  return seconds;
}
