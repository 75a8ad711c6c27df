import { describe, expect, test } from "vitest";
import { filtered } from "../../src/log/filtered.ts";
import { fingersCrossed } from "../../src/log/fingers-crossed.ts";
import type { LogRecord, LogSink, LogTarget } from "../../src/log/log-record.ts";
import { sampled } from "../../src/log/sampled.ts";
import { throttled } from "../../src/log/throttled.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { correlation, recordOf, remember } from "./records.ts";

describe("filtered()", () => {
  test("lets pass what is urgent enough and what its function keeps", () => {
    const { sink, messages } = remember();
    const target = filtered(sink, { level: "warn", filter: ({ logger }) => logger !== "noisy" });
    for (const level of ["info", "warn", "error"] as const) {
      void target.write(recordOf({ level, message: level }), undefined);
      void target.write(recordOf({ level, message: `noisy ${level}`, logger: "noisy" }), undefined);
    }
    expect(messages()).toEqual(["warn", "error"]);
  });

  test("lets all pass without options, and none when off", () => {
    const { sink, messages } = remember();
    void filtered(sink, {}).write(recordOf({ level: "trace", message: "a" }), undefined);
    void filtered(sink, { level: "off" }).write(
      recordOf({ level: "fatal", message: "b" }),
      undefined,
    );
    expect(messages()).toEqual(["a"]);
  });
});

describe("all that stand before a sink", () => {
  const makers: readonly (readonly [string, (sink: LogSink) => ReturnType<typeof filtered>])[] = [
    ["filtered", (sink) => filtered(sink, {})],
    ["throttled", (sink) => throttled(sink)],
    ["fingersCrossed", (sink) => fingersCrossed(sink)],
    ["sampled", (sink) => sampled(sink, { rate: 1 })],
  ];

  test.for(makers)("%s hands on what holds work, and flush, close and counts", async ([, make]) => {
    const calls: unknown[] = [];
    const target = make({
      write: (_record, background) => void calls.push(background),
      flush: async () => void calls.push("flush"),
      close: async () => void calls.push("close"),
      counts: () => ({ delivered: 1, queued: 2, dropped: { full: 3 } }),
    });
    const background = { waitUntil: (): void => {} };
    void target.write(recordOf(), background);
    await target.flush?.();
    await target.close?.();
    expect(calls).toEqual([background, "flush", "close"]);
    expect(target.counts?.()).toEqual({ delivered: 1, queued: 2, dropped: { full: 3 } });
  });

  test.for(makers)("%s hands on what its sink throws and rejects with", async ([, make]) => {
    expect(() => make(fail).write(recordOf(), undefined)).toThrow("no");
    const result: unknown = make(async () => fail()).write(recordOf(), undefined);
    await expect(result).rejects.toThrow("no");
  });
});

describe("throttled()", () => {
  test("lets the first of each kind pass, and sums up the others when the window has ended", () => {
    const { target, clock, say, messages, records } = throttle();
    for (let time = 0; time < 5; time++) say("a");
    say("b");
    clock.pass(999);
    say("a");
    expect(messages()).toEqual(["a", "a", "b"]);
    clock.pass(1);
    say("c");
    expect(messages()).toEqual(["a", "a", "b", "a (4 more)", "c"]);
    expect(records[3]?.fields).toEqual({ n: 1, "log.suppressed": 4, "log.window_ms": 1_000 });
    say("a");
    expect(messages().at(-1)).toBe("a");
    expect(target.counts?.()).toMatchObject({ queued: 0 });
  });

  test("says nothing of windows in which nothing was held back", () => {
    const { clock, say, messages } = throttle();
    say("a");
    say("a");
    clock.pass(1_000);
    say("b");
    expect(messages()).toEqual(["a", "a", "b"]);
  });

  test("sums up at flush and at close", async () => {
    for (const end of ["flush", "close"] as const) {
      const { target, say, messages } = throttle();
      for (let time = 0; time < 3; time++) say("a");
      await target[end]?.();
      expect(messages()).toEqual(["a", "a", "a (1 more)"]);
    }
  });

  test("begins anew when the clock goes back", () => {
    const { clock, say, messages } = throttle();
    for (let time = 0; time < 4; time++) say("a");
    clock.pass(-100_000);
    say("a");
    expect(messages()).toEqual(["a", "a", "a (2 more)", "a"]);
  });

  test("lets the lines of requests pass", () => {
    const { sink, messages } = remember();
    const target = throttled(sink, { maxRecords: 1, clock: new FakeClock() });
    for (let time = 0; time < 5; time++)
      void target.write(recordOf({ event: "http.request", message: "GET" }), undefined);
    expect(messages()).toHaveLength(5);
  });

  test("tells kinds by logger, level and message, or as it is told", () => {
    const { sink, messages } = remember();
    const clock = new FakeClock();
    const target = throttled(sink, { maxRecords: 1, clock });
    for (const changes of [{}, { logger: "b" }, { level: "warn" as const }, { message: "c" }, {}])
      void target.write(recordOf(changes), undefined);
    expect(messages()).toHaveLength(4);
    const own = throttled(sink, { maxRecords: 1, clock, key: ({ level }) => level });
    for (const message of ["x", "y"]) void own.write(recordOf({ message }), undefined);
    expect(messages().slice(4)).toEqual(["x"]);
  });

  test("keeps count of so many kinds only, and loses none of what it held back", async () => {
    const { target, say, records } = throttle();
    for (let kind = 0; kind < 5_000; kind++)
      for (let time = 0; time < 3; time++) say(`kind ${kind}`);
    await target.flush?.();
    const suppressed = records.reduce(
      (sum, { fields }) => sum + Number(fields["log.suppressed"] ?? 0),
      0,
    );
    const passed = records.filter(({ fields }) => !("log.suppressed" in fields)).length;
    expect(passed + suppressed).toBe(15_000);
    expect(records.slice(0, 4_000).some(({ fields }) => "log.suppressed" in fields)).toBe(true);
  });
});

describe("fingersCrossed()", () => {
  test("keeps the less urgent back until the invocation fails, and then writes all that follow", () => {
    const { sink, messages } = remember();
    const target = fingersCrossed(sink);
    const other = { ...correlation };
    for (const [level, ids] of [
      ["debug", correlation],
      ["info", correlation],
      ["debug", other],
      ["error", correlation],
      ["trace", correlation],
      ["debug", other],
      ["info", other],
    ] as const) {
      void target.write(
        recordOf({
          level,
          message: `${level} ${ids === other ? "other" : ""}`.trim(),
          correlation: ids,
        }),
        undefined,
      );
    }
    expect(messages()).toEqual(["info", "debug", "error", "trace", "info other"]);
  });

  test("keeps so many at most, the latest", () => {
    const { sink, messages } = remember();
    const target = fingersCrossed(sink, { maxRecords: 3 });
    for (let n = 0; n < 10; n++)
      void target.write(recordOf({ level: "debug", message: `${n}`, correlation }), undefined);
    void target.write(recordOf({ level: "fatal", message: "end", correlation }), undefined);
    expect(messages()).toEqual(["7", "8", "9", "end"]);
  });

  test("goes by the levels that it is given", () => {
    const { sink, messages } = remember();
    const target = fingersCrossed(sink, { trigger: "warn", level: "error" });
    for (const level of ["info", "warn"] as const)
      void target.write(recordOf({ level, message: level, correlation }), undefined);
    expect(messages()).toEqual(["info", "warn"]);
  });

  test("writes nothing back from outside of invocations", () => {
    const { sink, messages } = remember();
    const target = fingersCrossed(sink);
    for (const level of ["debug", "info", "error"] as const)
      void target.write(recordOf({ level, message: level }), undefined);
    expect(messages()).toEqual(["info", "error"]);
  });
});

interface Throttling {
  readonly target: LogTarget;
  readonly clock: FakeClock;
  readonly say: (message: string) => void;
  readonly messages: () => string[];
  readonly records: LogRecord[];
}

function fail(): never {
  throw new Error("no");
}

function throttle(): Throttling {
  const clock = new FakeClock();
  const { sink, messages, records } = remember();
  const target = throttled(sink, { maxRecords: 2, windowMs: 1_000, clock });
  function say(message: string): void {
    void target.write(recordOf({ message }, { n: 1 }), undefined);
  }
  return { target, clock, say, messages, records };
}
