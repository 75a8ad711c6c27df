import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/edgewatch.ts";
import { consoleSink } from "../../src/log/console-sink.ts";
import { filtered } from "../../src/log/filtered.ts";
import type { LogRecord, LogSink, LogTarget } from "../../src/log/log-record.ts";
import { throttled } from "../../src/log/throttled.ts";
import { summaryOf, token } from "../fakes/asking.ts";
import { settle } from "../fakes/fake-clock.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { everythingSaid, listen, parseLine } from "./listening.ts";
import { correlation, recordOf } from "./records.ts";

describe("a sink that fails", () => {
  const failures: readonly (readonly [string, LogSink])[] = [
    ["throws", fail],
    ["rejects", async () => fail()],
    ["throws what is no error", () => failWith(undefined)],
    ["throws behind a filter", filtered(fail, {})],
    ["rejects behind a throttle", throttled(async () => fail())],
  ];

  test.for(failures)(
    "%s is isolated, told of once by the others, and counted",
    async ([, sink]) => {
      const listening = listen({ sinks: [sink], token });
      const app = listening.watch.handler({ fetch: () => new Response("ok") });
      for (let time = 0; time < 5; time++) {
        const response: unknown = app.fetch(new Request("http://localhost/a"));
        expect(await response).toMatchObject({ status: 200 });
      }
      await settle();
      const messages = listening.records.map(({ message }) => message);
      expect(messages.filter((message) => message === "GET /a 200")).toHaveLength(5);
      expect(
        messages.filter((message) => message.startsWith("Cannot write log records to sink 6")),
      ).toHaveLength(1);
      expect(listening.lines.otel).toHaveLength(6);
      expect(everythingSaid(listening)).not.toContain("hunter2");
      expect((await summaryOf(app)).dropped).toMatchObject({ log_sink_failed: 5 });
    },
  );

  test("alone is told of on the console", async () => {
    const platform = createPlatform();
    const watch = edgewatch({ service: "orders", sinks: [fail] }, platform);
    for (let time = 0; time < 3; time++) watch.log.info("hi");
    expect(platform.lines).toHaveLength(1);
    expect(platform.lines[0]).toMatchObject({
      level: "error",
      logger: "edgewatch",
      "exception.message": "password=[REDACTED]",
    });
  });

  test("with all others failing too ends nothing", async () => {
    const platform = createPlatform();
    const watch = edgewatch(
      { service: "orders", sinks: [fail, async () => fail(), fail] },
      platform,
    );
    expect(() => watch.log.info("hi")).not.toThrow();
    await settle();
    await expect(watch.flush()).resolves.toBeUndefined();
    await expect(watch.close()).resolves.toBeUndefined();
  });

  test("at flush and close holds up no other", async () => {
    const calls: string[] = [];
    const bad: LogSink = { write: () => {}, flush: async () => fail(), close: async () => fail() };
    const good: LogSink = {
      write: () => {},
      flush: async () => void calls.push("flush"),
      close: async () => void calls.push("close"),
    };
    const watch = edgewatch({ service: "orders", sinks: [bad, good] }, createPlatform());
    await watch.flush();
    await watch.close();
    expect(calls).toEqual(["flush", "close"]);
  });
});

describe("a sink that changes what it was given", () => {
  test("changes nothing for the others", () => {
    const seen: unknown[] = [];
    const watch = edgewatch(
      {
        service: "orders",
        sinks: [
          ({ fields }) => void Reflect.set(fields, "a", "changed"),
          (record) => void seen.push(record.fields),
        ],
      },
      createPlatform(),
    );
    watch.log.info("hi", { a: 1 });
    expect(seen).toEqual([{ a: 1 }]);
  });
});

describe("consoleSink()", () => {
  test("writes lines of 15,000 characters at most", () => {
    const { sink, lines } = toMemory();
    void sink.write(
      recordOf({ message: "m".repeat(16_000) }, { a: "x".repeat(100_000) }),
      undefined,
    );
    expect(lines[0]?.length).toBeLessThanOrEqual(15_000);
    expect(parseLine(lines[0])).toHaveProperty(["log.truncated"]);
  });

  test("writes 240,000 characters of an invocation at most, and counts what it drops", () => {
    const { sink, lines } = toMemory();
    for (let n = 0; n < 1_000; n++)
      void sink.write(recordOf({ correlation, message: "m".repeat(5_000) }), undefined);
    expect(total(lines)).toBeLessThanOrEqual(240_000);
    expect(total(lines)).toBeGreaterThan(190_000);
    expect(sink.counts?.()).toEqual({
      delivered: lines.length,
      queued: 0,
      dropped: { invocation_too_long: 1_000 - lines.length },
    });
  });

  test("keeps room for errors and for the line of the request", () => {
    const { sink, lines } = toMemory();
    for (let n = 0; n < 1_000; n++)
      void sink.write(recordOf({ correlation, message: "m".repeat(5_000) }), undefined);
    void sink.write(recordOf({ correlation, level: "error", message: "failed" }), undefined);
    void sink.write(recordOf({ correlation, event: "http.request", message: "GET" }), undefined);
    expect(lines.slice(-2).map((line) => parseLine(line)["message"])).toEqual(["failed", "GET"]);
    expect(total(lines)).toBeLessThanOrEqual(240_000);
  });

  test("keeps room for the line of the request even after a flood of errors", () => {
    const { sink, lines } = toMemory();
    for (let n = 0; n < 100; n++)
      void sink.write(
        recordOf({ correlation, level: "error", message: "m".repeat(14_000) }),
        undefined,
      );
    void sink.write(
      recordOf(
        { correlation, event: "http.request", level: "error" },
        { long: "x".repeat(20_000) },
      ),
      undefined,
    );
    expect(parseLine(lines.at(-1))).toMatchObject({ event: "http.request" });
    expect(total(lines)).toBeLessThanOrEqual(240_000);
  });

  test("counts each invocation for itself, and nothing outside of any", () => {
    const { sink, lines } = toMemory();
    for (const ids of [correlation, { ...correlation }, undefined]) {
      for (let n = 0; n < 100; n++)
        void sink.write(recordOf({ correlation: ids, message: "m".repeat(9_900) }), undefined);
    }
    expect(lines.length).toBe(20 + 20 + 100);
  });

  test.for([
    { maxLineLength: 1_023 },
    { maxLineLength: Number.NaN },
    { maxLineLength: 20_000, maxInvocationLength: 10_000 },
    { maxInvocationLength: Number.NaN },
  ])("refuses %j", (options) => {
    expect(() => consoleSink(options)).toThrow(RangeError);
  });
});

function total(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0);
}

function fail(_record?: LogRecord): never {
  throw new Error("password=hunter2");
}

function failWith(thrown: unknown): never {
  throw thrown;
}

function toMemory(): { readonly lines: string[]; readonly sink: LogTarget } {
  const lines: string[] = [];
  return { lines, sink: consoleSink({ write: (line) => void lines.push(line) }) };
}
