import { describe, expect, test } from "vitest";
import type { HttpSinkOptions } from "../../src/log/http-options.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createRequest, FakeReceiver, setUp, type Answer, type Setup } from "./http-fakes.ts";

/** Workers cancel what waitUntil holds 30 s after the response. */
const cancelledMs = 30_000;
const delayMs = 2_000;
const graceMs = 2_000;
const timeoutMs = 10_000;

describe("httpSink() on Workers", () => {
  test("lets the first request of a window hold the work, and no other", () => {
    const { visit } = createIsolate();
    expect(visit("a").held).toHaveLength(1);
    expect(visit("b").held).toHaveLength(0);
    expect(visit("c").held).toHaveLength(0);
  });

  test("sends what later requests of the window have written", async () => {
    const { visit, clock, receiver } = createIsolate();
    visit("a");
    clock.pass(delayMs / 2);
    visit("b");
    await clock.advance(delayMs / 2);
    expect(receiver.messages).toEqual([["a", "b"]]);
  });

  test("lets the request that fills a batch hold its delivery", async () => {
    const { visit, clock, receiver } = createIsolate([], { maxBatchRecords: 3 });
    visit("a");
    visit("b");
    const { held } = visit("c");
    expect(held).toHaveLength(1);
    await clock.advance(0);
    await Promise.all(held);
    expect(receiver.messages).toEqual([["a", "b", "c"]]);
  });

  test("lets a write take over when the request that held the work was cancelled", async () => {
    const { visit, clock, receiver, sink } = createIsolate();
    visit("a");
    await clock.advance(1);
    clock.cancelDelays();
    clock.pass(delayMs + graceMs);
    expect(visit("b").held).toHaveLength(1);
    await clock.advance(0);
    expect(receiver.messages).toEqual([["a", "b"]]);
    expect(sink.counts().delivered).toBe(2);
  });

  test("lets a write take over when the promise never ran at all", async () => {
    const { visit, clock, receiver } = createIsolate();
    visit("a");
    clock.cancelDelays();
    await clock.advance(graceMs);
    expect(visit("b").held).toHaveLength(1);
    await clock.advance(delayMs);
    expect(receiver.messages).toEqual([["a", "b"]]);
  });

  test("does not take over from a request that is only a little late", async () => {
    const { visit, clock } = createIsolate();
    visit("a");
    await clock.advance(1);
    clock.pass(delayMs + graceMs - 2);
    expect(visit("b").held).toHaveLength(0);
  });

  test("sends the batch of a request that was cancelled on the way again, under its id", async () => {
    const { visit, clock, receiver, sink } = createIsolate(["taken, but hangs"]);
    visit("a");
    await clock.advance(delayMs);
    expect(receiver.posts).toHaveLength(1);
    clock.cancelDelays();
    clock.pass(timeoutMs + graceMs);
    expect(sink.counts().queued).toBe(1);
    expect(visit("b").held).toHaveLength(1);
    await clock.advance(delayMs);
    expect(receiver.messages).toEqual([["a"], ["a"], ["b"]]);
    expect(receiver.batches).toEqual(["1", "1", "2"]);
    expect(sink.counts()).toEqual({ delivered: 2, queued: 0, dropped: {} });
  });

  test("lets flush() take over as well", async () => {
    const { visit, clock, receiver, sink } = createIsolate(["hang"]);
    visit("a");
    await clock.advance(delayMs);
    clock.cancelDelays();
    const flushed = sink.flush();
    await clock.advance(timeoutMs + graceMs);
    await flushed;
    expect(receiver.batches).toEqual(["1", "1"]);
  });

  test("counts once what comes back twice after somebody else has taken over", async () => {
    const { sink, clock, answers } = await createTakeOver();
    answers[0]?.resolve(new Response(null, { status: 200 }));
    await settle();
    expect(sink.counts()).toEqual({ delivered: 1, queued: 1, dropped: {} });
    answers[1]?.resolve(new Response(null, { status: 200 }));
    await settle();
    expect(sink.counts()).toEqual({ delivered: 1, queued: 1, dropped: {} });
    await clock.advance(delayMs);
    answers[2]?.resolve(new Response(null, { status: 200 }));
    await settle();
    expect(sink.counts()).toEqual({ delivered: 2, queued: 0, dropped: {} });
  });

  test("does not give up for what fails after somebody else has taken over", async () => {
    const { sink, answers } = await createTakeOver({ retries: 1 });
    answers[0]?.resolve(new Response(null, { status: 500 }));
    await settle();
    expect(sink.counts()).toEqual({ delivered: 0, queued: 2, dropped: {} });
    answers[1]?.resolve(new Response(null, { status: 200 }));
    await settle();
    expect(sink.counts()).toEqual({ delivered: 1, queued: 1, dropped: {} });
  });

  test.for<[string, Answer]>([
    ["refuses", 503],
    ["hangs", "hang"],
    ["resets", "reset"],
  ])("holds nothing longer than Workers allow when the receiver %s", async ([, answer]) => {
    const options = { delayMs: 60_000, timeoutMs: 60_000 };
    for (const other of [{}, options]) {
      const { visit, clock, receiver } = createIsolate(() => answer, other);
      const { held } = visit("a");
      await clock.advance(cancelledMs - 1_000);
      const late = settle().then(() => "still at work");
      expect(await Promise.race([Promise.all(held), late])).not.toBe("still at work");
      expect(receiver.posts.length).toBeGreaterThan(0);
      expect(visit("b").held).toHaveLength(1);
    }
  });

  test("gives the last request no more time than is left", async () => {
    const { visit, clock, receiver } = createIsolate([503, 503, 503, 503, 503, "hang"]);
    const { held } = visit("a");
    await clock.advance(17_500);
    expect(receiver.posts).toHaveLength(6);
    await clock.advance(7_500);
    const late = settle().then(() => "still at work");
    expect(await Promise.race([Promise.all(held), late])).not.toBe("still at work");
  });

  test("lets one request hold what a burst of them has filled", async () => {
    const { visit, clock, receiver } = createIsolate([], { maxBatchRecords: 3 });
    let holders = 0;
    for (let index = 0; index < 30; index++) holders += visit(`${index}`).held.length;
    expect(holders).toBe(2);
    await clock.advance(0);
    expect(receiver.posts).toHaveLength(10);
  });

  test("lets the next request hold the work when little time is left", async () => {
    let isDown = true;
    const options = { random: () => 0.1, retries: 100 };
    const { visit, clock, receiver, sink } = createIsolate(() => (isDown ? 503 : 200), options);
    visit("a");
    await clock.advance(12_999);
    expect(visit("b").held).toHaveLength(0);
    await clock.advance(2);
    expect(visit("c").held).toHaveLength(1);
    await clock.advance(15_000);
    isDown = false;
    await clock.advance(3_000);
    expect(receiver.messages.at(-1)).toEqual(["b", "c"]);
    expect(sink.counts()).toEqual({ delivered: 3, queued: 0, dropped: {} });
  });

  test("does not let a write without a request stand for those that have one", async () => {
    const { visit, clock, log, receiver } = createIsolate();
    log("startup");
    expect(visit("a").held).toHaveLength(1);
    expect(visit("b").held).toHaveLength(0);
    log("between");
    await clock.advance(delayMs / 2);
    expect(visit("c").held).toHaveLength(0);
    await clock.advance(delayMs / 2);
    expect(receiver.messages).toEqual([["startup", "a", "b", "between", "c"]]);
  });

  test("holds no request in vain while the receiver has asked for a long time", async () => {
    const wait = new Response(null, { status: 429, headers: { "retry-after": "120" } });
    const { visit, clock, receiver } = createIsolate([wait]);
    visit("a");
    await clock.advance(delayMs);
    let holders = 0;
    for (let second = 0; second < 125; second++) {
      holders += visit(`${second}`).held.length;
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    expect(holders).toBeLessThan(7);
    expect(receiver.posts[1]?.messages).toEqual(["a"]);
    expect(receiver.messages.flat()).toHaveLength(127);
  });

  test("needs few holders, however many requests come during an outage", async () => {
    const { visit, clock, receiver } = createIsolate(() => 503);
    let holders = 0;
    for (let tick = 0; tick < 1_000; tick++) {
      holders += visit(`${tick}`).held.length;
      await clock.advance(200);
    }
    expect(holders).toBeLessThan(60);
    expect(receiver.posts.length).toBeLessThan(30);
  });

  test("never rejects what it lets a request hold", async () => {
    const { visit, clock } = createIsolate(() => "throws at once", {
      onFailure: () => {
        throw new Error("from the callback");
      },
    });
    const { held } = visit("a");
    await clock.advance(cancelledMs);
    await expect(Promise.all(held)).resolves.toBeDefined();
  });
});

interface TakeOver extends Setup {
  /** What the receiver will answer to each request. */
  readonly answers: readonly PromiseWithResolvers<Response>[];
}

/** A request was cancelled while it sent, but not its connection; another one has sent the batch again. */
async function createTakeOver(options: Partial<HttpSinkOptions> = {}): Promise<TakeOver> {
  const answers: PromiseWithResolvers<Response>[] = [];
  function fetch(): Promise<Response> {
    const answer = Promise.withResolvers<Response>();
    answers.push(answer);
    return answer.promise;
  }
  const setup = setUp({ fetch }, options);
  setup.log("a", "info", createRequest().background);
  await setup.clock.advance(delayMs);
  setup.clock.cancelDelays();
  setup.clock.pass(timeoutMs + graceMs);
  setup.log("b", "info", createRequest().background);
  await setup.clock.advance(1);
  expect(answers).toHaveLength(2);
  return { ...setup, answers };
}

interface Isolate extends Setup {
  readonly receiver: FakeReceiver;
  /** One request that writes one record; tells what it was given to hold. */
  readonly visit: (message: string) => { readonly held: readonly Promise<unknown>[] };
}

function createIsolate(
  answers: Answer[] | (() => Answer) = [],
  options: Partial<HttpSinkOptions> = {},
): Isolate {
  const next = typeof answers === "function" ? answers : () => answers.shift();
  const receiver = new FakeReceiver(next);
  const setup = setUp(receiver, options);
  return {
    ...setup,
    receiver,
    visit(message) {
      const { background, held } = createRequest();
      setup.log(message, "info", background);
      return { held };
    },
  };
}
