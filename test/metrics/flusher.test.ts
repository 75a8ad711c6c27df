import { observed } from "../fakes/observed.ts";
import { describe, expect, test } from "vitest";
import { RandomIds } from "../../src/core/random-ids.ts";
import { failing } from "../fakes/failing.ts";
import { settle } from "../fakes/fake-clock.ts";
import { countSent, createSource, windowMs } from "../fakes/fake-source.ts";

describe("Flusher", () => {
  test("does nothing at construction: no timer, no random number, no write", () => {
    const ids = new RandomIds(failing(new Error("random number at module scope")));
    const { clock, store } = createSource(() => undefined, ids);
    expect(clock.waiting).toBe(0);
    expect(store.sent).toEqual([]);
  });

  test("writes what was observed once its window is over", async () => {
    const { observe, clock, store } = createSource();
    observe();
    await clock.advance(windowMs - 1);
    observe();
    expect(store.sent).toEqual([]);
    await clock.advance(1);
    await settle();
    expect(store.sent).toHaveLength(1);
    expect(countSent(store)).toBe(2);
  });

  test("starts one timer a window, however much is observed", async () => {
    const { observe, clock } = createSource();
    for (let index = 0; index < 100; index++) observe();
    expect(clock.waiting).toBe(1);
  });

  test("opens a new window with what is observed after a flush", async () => {
    const { observe, clock, store } = createSource();
    observe();
    await clock.advance(windowMs);
    await settle();
    await clock.advance(windowMs * 5);
    expect(store.sent).toHaveLength(1);
    observe();
    await clock.advance(windowMs);
    await settle();
    expect(store.sent.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test("writes after 1,000 observations without waiting for the window", async () => {
    const { observe, store } = createSource();
    for (let index = 0; index < 999; index++) observe();
    await settle();
    expect(store.sent).toHaveLength(0);
    observe();
    await settle();
    expect(store.sent).toHaveLength(1);
    expect(countSent(store)).toBe(1_000);
  });

  test("writes after 512 series without waiting for the window", async () => {
    const { observe, store } = createSource();
    for (let index = 0; index < 512; index++) observe(`/route/${index % 200}`, 200 + (index % 3));
    expect(store.sent).toHaveLength(1);
  });

  test("flush() writes everything observed so far, also when that takes many batches", async () => {
    const { observe, flusher, recorder, store, clock } = createSource();
    for (let frame = 0; frame < 16; frame++) {
      const series = frame % 2 === 0 ? 1 : 2_000;
      for (let index = 0; index < series; index++) {
        recorder.observe(
          clock.now(),
          observed("GET", `/${index % 200}`, 200 + Math.floor(index / 200), 1),
        );
      }
      clock.pass(windowMs);
    }
    observe();
    await flusher.flush();
    expect(recorder.take({ service: "orders" })).toEqual([]);
    const sequences = new Set(store.sent.map(({ sequence }) => sequence));
    expect([...sequences]).toEqual([...sequences].map((_, index) => index + 1));
  });

  test("flush() writes nothing where there is nothing", async () => {
    const { flusher, store } = createSource();
    await flusher.flush();
    expect(store.sent).toEqual([]);
  });

  test("sources have different names", async () => {
    const sources = [createSource(), createSource()];
    for (const { observe, flusher } of sources) {
      observe();
      await flusher.flush();
    }
    const names = sources.map(({ store }) => store.sent[0]?.source);
    expect(names[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(names).size).toBe(2);
  });
});
