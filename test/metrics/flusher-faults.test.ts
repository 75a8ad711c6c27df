import { describe, expect, test } from "vitest";
import { frameMs } from "../../src/core/frame.ts";
import { Flusher } from "../../src/metrics/flusher.ts";
import type { Batch, Store } from "../../src/core/store.ts";
import { settle } from "../fakes/fake-clock.ts";
import { countSent, createSource, windowMs } from "../fakes/fake-source.ts";
import { never, type Fault } from "../fakes/faulty-store.ts";

const sendTimeoutMs = 10_000;

describe("Flusher in front of a failing store", () => {
  test("sends a batch again unchanged after a failure, and new data under the next number", async () => {
    const faults: Fault[] = ["refused", "reply lost"];
    const { observe, flusher, store } = createSource(() => faults.shift());
    observe();
    await expect(flusher.flush()).rejects.toThrow("refused");
    observe();
    await expect(flusher.flush()).rejects.toThrow("connection reset");
    observe();
    await flusher.flush();
    const [first, second, third, fourth] = store.sent;
    expect(store.sent).toHaveLength(4);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(first?.sequence).toBe(1);
    expect(fourth).toMatchObject({ source: first?.source, sequence: 2 });
    expect((await store.totals()).frames).toMatchObject([{ started: 3 }]);
  });

  test("counts failures in a row and remembers the last success", async () => {
    const faults: Fault[] = ["refused", "refused"];
    const { observe, flusher, clock } = createSource(() => faults.shift());
    expect(flusher).toMatchObject({ failures: 0, lastSuccessMs: undefined });
    observe();
    for (const failures of [1, 2]) {
      await expect(flusher.flush()).rejects.toThrow();
      expect(flusher).toMatchObject({ failures, lastSuccessMs: undefined });
    }
    await flusher.flush();
    expect(flusher).toMatchObject({ failures: 0, lastSuccessMs: clock.now() });
  });

  test("gives up on a store that hangs, and sends the same batch later", async () => {
    const faults: Fault[] = ["hangs after applying"];
    const { observe, flusher, store, clock } = createSource(() => faults.shift());
    observe();
    const flushed = expect(flusher.flush()).rejects.toThrow(`no answer within ${sendTimeoutMs} ms`);
    await clock.advance(sendTimeoutMs);
    await flushed;
    await flusher.flush();
    expect(store.sent).toHaveLength(2);
    expect(countSent(store)).toBe(1);
  });

  test("survives a store that throws before it returns a promise", async () => {
    const { recorder, clock, ids } = createSource();
    const store: Store = {
      coverage: "system",
      apply: () => {
        throw new RangeError("no store");
      },
      read: never,
      totals: never,
    };
    const flusher = new Flusher({
      origin: { service: "orders" },
      store,
      recorder,
      clock,
      ids,
      windowMs,
    });
    recorder.begin(clock.now());
    flusher.touch(clock.now(), undefined);
    await clock.advance(windowMs);
    await settle();
    expect(flusher.failures).toBe(1);
  });

  test("waits longer and longer while the store is down, up to a minute", async () => {
    const { observe, store, clock } = createSource(() => "refused");
    observe();
    const attempts: number[] = [];
    for (let second = 1; second <= 400; second++) {
      const before = store.sent.length;
      await clock.advance(1_000);
      await settle();
      if (store.sent.length > before) attempts.push(second);
    }
    expect(attempts).toEqual([5, 15, 35, 75, 135, 195, 255, 315, 375]);
  });

  test("does not press a store that is down, whatever the traffic", async () => {
    const { observe, store, clock } = createSource(() => "refused");
    for (let second = 0; second < 60; second++) {
      for (let request = 0; request < 500; request++) observe();
      await clock.advance(1_000);
    }
    expect(store.sent.length).toBeLessThanOrEqual(24);
  });

  test("writes everything of an outage at its end, frame by frame", async () => {
    let isDown = true;
    const { observe, flusher, store, clock } = createSource(() => (isDown ? "refused" : undefined));
    for (let index = 0; index < 30; index++) {
      observe();
      await clock.advance(frameMs);
    }
    isDown = false;
    await flusher.flush();
    const { frames } = await store.read({ fromMs: 0, toMs: clock.now() + frameMs }, frameMs);
    expect(frames.map(({ started }) => started)).toEqual(Array.from({ length: 30 }, () => 1));
  });

  test("counts once what two flushes at a time send twice", async () => {
    const { observe, flusher, store } = createSource();
    observe();
    await Promise.all([flusher.flush(), flusher.flush()]);
    expect(store.sent).toHaveLength(2);
    expect(store.sent[1]).toEqual(store.sent[0]);
    expect((await store.totals()).frames).toMatchObject([{ started: 1 }]);
    observe();
    await flusher.flush();
    expect(store.sent.at(-1)?.sequence).toBe(2);
  });

  test("does not press a store that hangs either", async () => {
    const { observe, store, clock } = createSource(() => "hangs");
    for (let second = 0; second < 600; second++) {
      observe();
      await clock.advance(1_000);
    }
    expect(store.sent.length).toBeLessThanOrEqual(120);
  });

  test("does not forget the batch under way when a late reply comes for the one before", async () => {
    const replies: (() => void)[] = [];
    const sent: Batch[] = [];
    let isDown = false;
    const { recorder, clock, ids } = createSource();
    const flusher = new Flusher({
      origin: { service: "orders" },
      store: {
        coverage: "system",
        async apply(batch) {
          sent.push(batch);
          if (isDown) throw new Error("refused");
          await new Promise<void>((resolve) => replies.push(resolve));
          return { applied: 1, duplicate: 0, late: 0, lateRequests: 0 };
        },
        read: never,
        totals: never,
      },
      recorder,
      clock,
      ids,
      windowMs,
    });
    recorder.begin(clock.now());
    const flushes = Promise.allSettled([flusher.flush(), flusher.flush()]);
    recorder.begin(clock.now());
    isDown = true;
    for (const reply of replies) {
      reply();
      await settle();
    }
    await flushes;
    await expect(flusher.flush()).rejects.toThrow("refused");
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 1, 2, 2]);
  });
});
