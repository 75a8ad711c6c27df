import { describe, expect, test } from "vitest";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { accounted, createRecord, FakeReceiver, setUp, type Answer } from "./http-fakes.ts";

describe("httpSink()", () => {
  test("does nothing at construction: no timer, no random number, no request", () => {
    const receiver = new FakeReceiver();
    const { clock, sink } = setUp(receiver, {
      random: () => {
        throw new Error("random number at module scope");
      },
    });
    expect(clock.waiting).toBe(0);
    expect(receiver.posts).toEqual([]);
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: {} });
  });

  test("posts what was written once the delay is over", async () => {
    const receiver = new FakeReceiver();
    const { log, clock, sink } = setUp(receiver, { headers: { authorization: "Bearer key" } });
    log("first");
    await clock.advance(1_999);
    log("second", "error");
    expect(receiver.posts).toEqual([]);
    expect(sink.counts().queued).toBe(2);
    await clock.advance(1);
    expect(receiver.messages).toEqual([["first", "second"]]);
    expect(receiver.posts[0]?.url).toBe("https://logs.example/ingest");
    const headers = Object.fromEntries(receiver.posts[0]?.headers ?? []);
    expect(headers).toEqual({
      authorization: "Bearer key",
      "content-type": "application/x-ndjson",
      "x-edgewatch-batch": expect.stringMatching(/^[0-9a-f]{32}-1$/),
    });
    expect(sink.counts()).toEqual({ delivered: 2, queued: 0, dropped: {} });
  });

  test("starts one timer a window, however much is written", async () => {
    const { log, clock } = setUp(new FakeReceiver());
    for (let index = 0; index < 100; index++) log(`${index}`);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(clock.waiting).toBe(1);
  });

  test("waits for the delay of what comes later, after each batch", async () => {
    const receiver = new FakeReceiver();
    const { log, clock } = setUp(receiver);
    for (let second = 0; second < 10; second++) {
      log(`${second}`);
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    expect(receiver.messages).toEqual([
      ["0", "1"],
      ["2", "3"],
      ["4", "5"],
      ["6", "7"],
      ["8", "9"],
    ]);
  });

  test("posts full batches at once, but not within the call that writes", async () => {
    const receiver = new FakeReceiver();
    const { log, clock } = setUp(receiver, { maxBatchRecords: 3 });
    for (let index = 0; index < 7; index++) log(`${index}`);
    expect(receiver.posts).toEqual([]);
    await clock.advance(0);
    expect(receiver.messages).toEqual([
      ["0", "1", "2"],
      ["3", "4", "5"],
    ]);
    await clock.advance(2_000);
    expect(receiver.messages[2]).toEqual(["6"]);
  });

  test("limits batches by bytes, and drops what would not fit into one", async () => {
    const receiver = new FakeReceiver();
    const { log, clock, sink } = setUp(receiver, { maxBatchBytes: 1_000 });
    log("é".repeat(200));
    log("é".repeat(200));
    log("é".repeat(500));
    log("é".repeat(100));
    await clock.advance(2_000);
    expect(receiver.messages.map((messages) => messages.map(({ length }) => length))).toEqual([
      [200],
      [200, 100],
    ]);
    expect(sink.counts()).toEqual({ delivered: 3, queued: 0, dropped: { too_large: 1 } });
  });

  test("posts at once without a delay", async () => {
    const receiver = new FakeReceiver();
    const { log, clock } = setUp(receiver, { delayMs: 0 });
    log("a");
    log("b");
    await clock.advance(0);
    expect(receiver.messages).toEqual([["a", "b"]]);
  });

  test("sends one request at a time", async () => {
    const receiver = new FakeReceiver(() => "hang");
    const { log, clock, sink } = setUp(receiver, { maxBatchRecords: 2 });
    for (let index = 0; index < 10; index++) log(`${index}`);
    void sink.flush();
    void sink.flush();
    await clock.advance(9_999);
    expect(receiver.posts).toHaveLength(1);
  });

  test("drops the oldest when the queue is full, errors last, and counts them", async () => {
    const receiver = new FakeReceiver();
    const { log, clock, sink } = setUp(receiver, { queue: { maxRecords: 3 } });
    log("old error", "error");
    log("a");
    log("b");
    log("fatal", "fatal");
    log("c", "warn");
    await clock.advance(2_000);
    expect(receiver.messages).toEqual([["old error", "fatal", "c"]]);
    expect(sink.counts()).toEqual({ delivered: 3, queued: 0, dropped: { queue_full: 2 } });
  });

  test("counts what cannot be formatted, and tells it to the caller", () => {
    const { sink } = setUp(new FakeReceiver());
    const record = Object.defineProperty(createRecord("a"), "message", {
      get: () => {
        throw new RangeError("no message");
      },
    });
    expect(() => sink.write(record, undefined)).toThrow(RangeError);
    expect(sink.counts().dropped).toEqual({ unserializable: 1 });
    expect(accounted(sink)).toBe(1);
  });

  test("survives a clock that refuses timers, as workerd does at module scope", async () => {
    const receiver = new FakeReceiver();
    const clock = new FakeClock();
    let isModuleScope = true;
    const { log, sink } = setUp(receiver, {
      clock: {
        now: () => clock.now(),
        monotonicMs: () => clock.monotonicMs(),
        delay: (ms) => (isModuleScope ? Promise.reject(new Error("refused")) : clock.delay(ms)),
      },
    });
    log("early");
    await settle();
    expect(sink.counts().queued).toBe(1);
    isModuleScope = false;
    log("late");
    await clock.advance(2_000);
    expect(receiver.messages).toEqual([["early", "late"]]);
  });
});

describe("httpSink().flush()", () => {
  test("resolves when everything written so far has been delivered", async () => {
    const receiver = new FakeReceiver();
    const { log, sink } = setUp(receiver, { maxBatchRecords: 2 });
    for (let index = 0; index < 5; index++) log(`${index}`);
    await sink.flush();
    expect(receiver.messages).toEqual([["0", "1"], ["2", "3"], ["4"]]);
  });

  test("resolves at once when nothing is left", async () => {
    const { sink } = setUp(new FakeReceiver());
    await sink.flush();
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: {} });
  });

  test("resolves when everything has been given up", async () => {
    const receiver = new FakeReceiver(() => "reset");
    const { log, sink, clock } = setUp(receiver, { retries: 2 });
    log("a");
    const flushed = sink.flush();
    await clock.advance(2_000);
    await flushed;
    expect(receiver.posts).toHaveLength(3);
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: { gave_up: 1 } });
  });

  test("does not wait for what is written later", async () => {
    const answers: Answer[] = [200, "hang"];
    const { log, sink, clock } = setUp(new FakeReceiver(() => answers.shift()));
    log("a");
    const flushed = sink.flush();
    log("b");
    await flushed;
    void sink.flush();
    await clock.advance(1);
    expect(sink.counts()).toMatchObject({ delivered: 1, queued: 1 });
  });

  test("waits for a batch that somebody else is sending", async () => {
    const answers: Answer[] = ["hang", 200];
    const { log, sink, clock } = setUp(new FakeReceiver(() => answers.shift()));
    log("a");
    await clock.advance(2_000);
    const flushed = sink.flush();
    await clock.advance(9_999);
    expect(sink.counts().queued).toBe(1);
    await clock.advance(2_000);
    await flushed;
    expect(sink.counts().delivered).toBe(1);
  });
});

describe("httpSink().close()", () => {
  test("flushes, and takes no further records", async () => {
    const receiver = new FakeReceiver();
    const { log, sink } = setUp(receiver);
    log("a");
    await sink.close();
    log("b");
    await sink.close();
    expect(receiver.messages).toEqual([["a"]]);
    expect(sink.counts()).toEqual({ delivered: 1, queued: 0, dropped: { closed: 1 } });
  });

  test("drops what is left after its deadline, and ends the request", async () => {
    const receiver = new FakeReceiver(() => "hang");
    const { log, sink, clock } = setUp(receiver, { maxBatchRecords: 1, closeTimeoutMs: 3_000 });
    log("a");
    log("b");
    const closed = sink.close();
    await clock.advance(3_000);
    await closed;
    expect(receiver.posts[0]?.signal?.aborted).toBe(true);
    expect(sink.counts()).toEqual({ delivered: 0, queued: 0, dropped: { closed: 2 } });
    await clock.advance(100_000);
    expect(receiver.posts).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});
