import { describe, expect, test } from "vitest";
import { emptyFrame, endOfTimeMs } from "../../src/core/frame.ts";
import { detectRuntime } from "../../src/core/runtime.ts";
import type { Reading, Store } from "../../src/core/store.ts";
import { selfDiagnosis } from "../../src/serve/self-diagnosis.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { never } from "../fakes/faulty-store.ts";
import { marker } from "../log/redaction/leak-corpus.ts";
import { observed } from "../fakes/observed.ts";
import { createSelf } from "./self-parts.ts";

const observation = observed("GET", "/");

describe("selfDiagnosis()", () => {
  test("tells how an instance is doing", async () => {
    const { context, recorder, flusher, clock } = createSelf();
    recorder.begin(clock.now());
    recorder.observe(clock.now(), observation);
    recorder.drop(clock.now(), "log_sink_failed", 3);
    await flusher.flush();
    clock.pass(4_000);
    recorder.observe(clock.now(), observation);
    const { name } = detectRuntime();
    expect(await selfDiagnosis(context)).toMatchObject({
      status: "pass",
      runtime: { name, version: expect.any(Object) },
      source: { ageSeconds: 4, requestsStarted: 7 },
      resources: { disk: { freeBytes: { reason: expect.any(String) } } },
      store: {
        coverage: "source",
        isReachable: true,
        flush: { lastSuccess: "2026-11-23T10:00:00.000Z", ageMs: 4_000, failures: 0 },
        clockSkew: { reason: "nobody else writes to this store" },
      },
      buffers: { observations: 1, series: 1, batches: 1 },
      dropped: { log_sink_failed: 3 },
      sinks: [],
      configuration: {
        service: "orders",
        windowMs: 10_000,
        paths: { livez: "/livez", metrics: null, base: "/_edgewatch" },
        credentials: { token: true, ingestSecret: false },
        counts: { sinks: 0, errorSinks: 0, checks: 0, labels: 1, propagateTo: 0 },
        features: { bodies: false, errorResponses: true, measureBytes: true, shareChecks: false },
      },
    });
  });

  test("counts who wrote in the last two minutes, and how much room the store takes", async () => {
    const { context, clock } = createSelf();
    const { store } = context;
    for (const source of ["a", "b"]) {
      const frames = [emptyFrame(clock.now())];
      await store.apply({ source, sequence: 1, frames });
      clock.pass(80_000);
    }
    expect(await selfDiagnosis(context)).toMatchObject({
      sources: 1,
      storage: { reason: "this store does not say" },
    });
    const sized = { ...context, store: { ...store, storedBytes: async () => 4_096 } };
    expect(await selfDiagnosis(sized)).toMatchObject({ storage: { bytes: 4_096 } });
  });

  test("has nothing in its buffers when nothing waits, and no last flush before the first", async () => {
    const { buffers, store } = await selfDiagnosis(createSelf().context);
    expect(buffers).toEqual({ observations: 0, series: 0, batches: 0 });
    expect(store.flush).toEqual({ failures: 0 });
  });

  test("is the same as JSON on every runtime, but for what runs it and what it uses", async () => {
    const { context } = createSelf();
    const { runtime, resources, ...others } = await selfDiagnosis(context);
    expect(Object.keys(runtime)).toEqual(["name", "version"]);
    expect(Object.keys(resources)).toEqual([
      "memory",
      "cpu",
      "eventLoopLagMs",
      "uptimeSeconds",
      "load1",
      "disk",
    ]);
    expect(JSON.stringify(others)).toBe(
      '{"status":"pass","source":{"ageSeconds":0,"requestsStarted":7},"store":{"coverage":"source","flush":{"failures":0},"isReachable":true,"clockSkew":{"reason":"nobody else writes to this store"}},"sources":0,"writers":[],"storage":{"reason":"this store does not say"},"buffers":{"observations":0,"series":0,"batches":0},"dropped":{},"sinks":[],"configuration":{"service":"orders","windowMs":10000,"paths":{"livez":"/livez","readyz":"/readyz","health":"/health","metrics":null,"base":"/_edgewatch"},"credentials":{"token":true,"ingestSecret":false},"counts":{"sinks":0,"errorSinks":0,"checks":0,"labels":1,"propagateTo":0},"features":{"bodies":false,"captureUnhandled":false,"errorResponses":true,"measureBytes":true,"measureGlobalFetch":false,"notices":false,"shareChecks":false}}}',
    );
  });

  test("says by a code why the store cannot be reached", async () => {
    const down = new Error(`fetch failed: https://ada:${marker}@redis.example`);
    const store = { ...memoryStore(), read: failing(down), totals: failing(down) };
    const { context } = createSelf({ store: { ...store, coverage: "system" } });
    const told = await selfDiagnosis(context);
    expect(told).toMatchObject({
      status: "warn",
      store: { isReachable: false, error: "unknown", clockSkew: { reason: expect.any(String) } },
    });
    expect(told.dropped).toBeUndefined();
    expect(JSON.stringify(told)).not.toContain(marker);
  });

  test("waits 2 s for a store that hangs", async () => {
    const { context, clock } = createSelf({
      store: { ...memoryStore(), read: never, totals: never },
    });
    const told = selfDiagnosis(context);
    await clock.advance(2_000);
    expect((await told).store).toMatchObject({ isReachable: false, error: "timeout" });
  });

  test("tells how long the store took", async () => {
    const { context, clock } = createSelf({
      store: {
        ...memoryStore(),
        async read() {
          await clock.delay(12);
          return { frames: [], sources: 0 };
        },
      },
    });
    const told = selfDiagnosis(context);
    await clock.advance(12);
    expect((await told).store).toMatchObject({ isReachable: true, latencyMs: 12 });
  });

  test("warns while flushes fail, and says how many did", async () => {
    const { context, recorder, flusher, clock } = createSelf({
      store: { ...memoryStore(), apply: failing(new Error("down")) },
    });
    recorder.observe(clock.now(), observation);
    for (let n = 0; n < 2; n++) await flusher.flush().catch(() => {});
    expect(await selfDiagnosis(context)).toMatchObject({
      status: "warn",
      store: { isReachable: true, flush: { failures: 2 } },
    });
  });

  test("finds a clock that is behind that of another source", async () => {
    const clock = new FakeClock();
    const inner = memoryStore({ clock });
    const store: Store = { ...inner, coverage: "system" };
    const { context } = createSelf({ store, clock });
    const behind = { reason: "no source is ahead of this one" };
    expect((await selfDiagnosis(context)).store.clockSkew).toEqual(behind);
    const startMs = clock.now() + 40_000;
    const frames = [{ ...emptyFrame(startMs), started: 1 }];
    await store.apply({ source: "other", sequence: 1, frames });
    expect((await selfDiagnosis(context)).store.clockSkew).toEqual({ behindMs: 40_000 });
  });

  test("asks the store for no more than a few rows", async () => {
    const asked: unknown[] = [];
    const reading: Reading = { frames: [], sources: 0 };
    const { context, clock } = createSelf({
      store: {
        ...memoryStore(),
        read(range, stepMs) {
          asked.push({ ...range, stepMs });
          return Promise.resolve(reading);
        },
      },
    });
    await selfDiagnosis(context);
    const fromMs = clock.now() + 10_000;
    expect(asked).toEqual([
      { fromMs, toMs: fromMs + 300_000, stepMs: 10_000 },
      { fromMs: fromMs - 120_000, toMs: fromMs, stepMs: endOfTimeMs },
    ]);
  });

  test("tells what each sink counts, and survives those that do not", async () => {
    const counts = { delivered: 5, queued: 1, dropped: { queue_full: 2 } };
    const { context } = createSelf({
      sinks: [
        { write, counts: () => counts },
        { write },
        { write, counts: failing(new Error("no")) },
        { write, counts: () => ({ ...counts, delivered: NaN }) },
        { write, counts: () => ({ ...counts, dropped: { odd: NaN } }) },
      ],
    });
    const { sinks, configuration } = await selfDiagnosis(context);
    expect(sinks).toEqual([
      counts,
      { reason: "it does not count" },
      { reason: "it failed to count" },
      { reason: "it failed to count" },
      { ...counts, dropped: {} },
    ]);
    expect(configuration.counts.sinks).toBe(5);
  });
});

function write(): void {}
