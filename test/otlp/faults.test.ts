import { describe, expect, test } from "vitest";
import { otlpExporter } from "../../src/otlp/otlp-exporter.ts";
import { createRecord, createRequest } from "../log/http-fakes.ts";
import { setUp, type Answer } from "./collector.ts";
import { collect, decode } from "./decode.ts";

describe("otlpExporter() repeats", () => {
  test.for<[string, Answer]>([
    ["429", 429],
    ["502", 502],
    ["503", 503],
    ["504", 504],
    ["a network error", "reset"],
    ["a time-out", "hang"],
  ])("after %s", async ([, answer]) => {
    const answers: Answer[] = [answer];
    const { exporter, collector, clock } = setUp(() => answers.shift() ?? 200);
    exporter.log(createRecord("a"), undefined);
    await clock.advance(60_000);
    expect(collector.posts).toHaveLength(2);
    expect(collector.all("logRecords")).toHaveLength(1);
    expect(exporter.counts()).toEqual({ delivered: 1, queued: 0, dropped: {} });
  });

  test("not before Retry-After has passed", async () => {
    const headers = { "retry-after": "20" };
    const answers: Answer[] = [new Response(null, { status: 503, headers })];
    const { exporter, collector, clock } = setUp(() => answers.shift() ?? 200);
    exporter.log(createRecord("a"), undefined);
    await clock.advance(2_000 + 19_999);
    expect(collector.posts).toHaveLength(1);
    await clock.advance(1);
    expect(collector.posts).toHaveLength(2);
  });
});

describe("otlpExporter() does not repeat", () => {
  test.for<[number, string]>([
    [400, "logs.rejected_4xx"],
    [401, "logs.rejected_4xx"],
    [408, "logs.rejected_4xx"],
    [413, "logs.rejected_4xx"],
    [500, "logs.rejected_5xx"],
    [501, "logs.rejected_5xx"],
    [301, "logs.redirected"],
  ])("after %d, and counts that as %s", async ([status, reason]) => {
    const told: Error[] = [];
    const { exporter, collector, clock } = setUp(() => status, {
      onFailure: (error) => told.push(error),
    });
    exporter.log(createRecord("a"), undefined);
    await clock.advance(60_000);
    expect(collector.posts).toHaveLength(1);
    expect(exporter.counts()).toEqual({ delivered: 0, queued: 0, dropped: { [reason]: 1 } });
    expect(told.map(({ message }) => message)).toEqual([
      `Cannot deliver log records to http://collector:4318: it answered ${status}`,
    ]);
  });
});

describe("otlpExporter() counts what a receiver refuses that takes the rest", () => {
  test.for<[string, string, number]>([
    ["as text", `{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old"}}`, 2],
    ["as a number", `{"partialSuccess":{"rejectedLogRecords":1}}`, 1],
    ["more than were sent", `{"partialSuccess":{"rejectedLogRecords":"99"}}`, 3],
    ["nothing, but a warning", `{"partialSuccess":{"errorMessage":"hm"}}`, 0],
    ["nothing", `{"partialSuccess":{}}`, 0],
    ["of another signal", `{"partialSuccess":{"rejectedSpans":"2"}}`, 0],
    ["nonsense", `{"partialSuccess":[{"rejectedLogRecords":-1}]}`, 0],
    ["no JSON", `<html>`, 0],
    ["a long answer", " ".repeat(100_000), 0],
  ])("%s", async ([, answer, refused]) => {
    const told: Error[] = [];
    const { exporter } = setUp(() => new Response(answer, { status: 200 }), {
      onFailure: (error) => told.push(error),
    });
    for (const message of ["a", "b", "c"]) exporter.log(createRecord(message), undefined);
    await exporter.flush();
    expect(exporter.counts()).toEqual({
      delivered: 3 - refused,
      queued: 0,
      dropped: refused === 0 ? {} : { "logs.rejected_partly": refused },
    });
    expect(told).toHaveLength(refused === 0 ? 0 : 1);
  });
});

test("otlpExporter() holds no more than its queue while a receiver hangs, and says what it dropped", async () => {
  const { exporter, clock } = setUp(() => "hang", { queue: { maxRecords: 1_000 } });
  for (let index = 0; index < 100_000; index++) {
    exporter.log(createRecord(`${index}`), undefined);
    if (index % 10_000 === 0) await clock.advance(2_000);
  }
  const { delivered, queued, dropped } = exporter.counts();
  expect(delivered).toBe(0);
  expect(queued).toBeLessThanOrEqual(1_500);
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(queued + lost).toBe(100_000);
});

test("a signal whose path hangs does not hold up another", async () => {
  const { exporter, collector, clock } = setUp(({ signal }) => (signal === "logs" ? "hang" : 200));
  exporter.log(createRecord("a"), undefined);
  const resource = { service: "orders", release: undefined, environment: undefined };
  const frame = { startMs: 0, started: 0, dropped: [["late", 1]] as const, series: [] };
  exporter.frames([frame], resource, undefined);
  await clock.advance(2_000);
  expect(collector.taken.map(({ signal }) => signal)).toEqual(["metrics"]);
});

test("otlpExporter() sends on Workers while a request holds it", async () => {
  const { exporter, collector, clock } = setUp();
  const { background, held } = createRequest();
  exporter.log(createRecord("a"), background);
  await clock.advance(2_000);
  await Promise.all(held);
  expect(held).not.toEqual([]);
  expect(collector.all("logRecords")).toHaveLength(1);
});

test("otlpExporter() drops what is left at the end of close(), and what comes after", async () => {
  const { exporter, clock } = setUp(() => "hang");
  exporter.log(createRecord("a"), undefined);
  const closed = exporter.close();
  await clock.advance(10_000);
  await closed;
  exporter.log(createRecord("b"), undefined);
  expect(exporter.counts()).toEqual({ delivered: 0, queued: 0, dropped: { "logs.closed": 2 } });
});

describe("otlpExporter() refuses", () => {
  test.for<[string, object, string]>([
    ["no url", { url: undefined }, "its url is not absolute"],
    ["credentials in the url", { url: "https://me:secret@otlp.example" }, "use headers"],
    ["no signals", { signals: [] }, "signals is []; use some of logs, traces, metrics"],
    ["an unknown signal", { signals: ["spans"] }, `signals is ["spans"]`],
    ["a signal that is no list", { signals: "logs" }, `signals is "logs"`],
    ["sampleAll as text", { sampleAll: "yes" }, "sampleAll is yes; use true or false"],
    ["no time", { timeoutMs: 0 }, "timeoutMs is 0"],
  ])("%s", ([, wrong, message]) => {
    const options = Object.assign({ url: "http://collector:4318" }, wrong);
    expect(() => otlpExporter(options)).toThrow(message);
    expect(() => otlpExporter(options)).toThrow(/^Cannot create the OTLP exporter: /);
  });
});

test("a member that OpenTelemetry does not know is seen by these tests", () => {
  const good = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":9}]}]}]}`;
  expect(collect(decode("logs", good), "logRecords")).toEqual([{ severityNumber: 9 }]);
  for (const wrong of [
    good.replace("severityNumber", "severity"),
    good.replace("9", `"INFO"`),
    good.replace("scopeLogs", "scope_logs"),
  ]) {
    expect(() => decode("logs", wrong)).toThrow();
  }
});
