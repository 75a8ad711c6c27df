import { describe, expect, test } from "vitest";
import type { HttpSinkOptions } from "../../src/log/http-options.ts";
import { httpSink } from "../../src/log/http-sink.ts";

const url = "https://logs.example/ingest";

describe("httpSink() refuses", () => {
  test.for<[string, object, string]>([
    ["a relative url", { url: "/ingest" }, "its url is not absolute"],
    ["no url", { url: undefined }, "its url is not absolute"],
    ["an empty url", { url: "" }, "its url is not absolute"],
    ["another scheme", { url: "ftp://logs.example" }, "its url begins with ftp:"],
    ["credentials in the url", { url: "https://me:secret@logs.example" }, "use headers"],
    ["a header name", { headers: { "a b": "c" } }, "one of the headers a b is not valid"],
    ["a header value", { headers: { a: "c\nd" } }, "one of the headers a is not valid"],
    ["a format", { format: "xml" }, `no format "xml"; use otel, ecs or pino`],
    ["the format for people", { format: "pretty" }, `no format "pretty"`],
    ["no records a batch", { maxBatchRecords: 0 }, "maxBatchRecords is 0; use an integer from 1"],
    ["part of a record", { maxBatchRecords: 1.5 }, "maxBatchRecords is 1.5"],
    ["a number as text", { maxBatchBytes: "1" }, `maxBatchBytes is "1"`],
    ["a negative delay", { delayMs: -1 }, "delayMs is -1; use an integer from 0"],
    ["a delay that no timer has", { delayMs: 2 ** 31 }, "use an integer from 0 to 2147483647"],
    ["no time", { timeoutMs: 0 }, "timeoutMs is 0"],
    ["NaN", { timeoutMs: Number.NaN }, "timeoutMs is NaN"],
    ["retries for ever", { retries: Infinity }, "retries is Infinity"],
    ["a queue without records", { queue: { maxRecords: 0 } }, "queue.maxRecords is 0"],
    ["a queue without bytes", { queue: { maxBytes: 0 } }, "queue.maxBytes is 0"],
    ["a fetch that is none", { fetch: "fetch" }, "fetch is a string; use a function"],
    ["a callback that is none", { onFailure: 1 }, "onFailure is a number"],
  ])("%s", ([, wrong, message]) => {
    const options: HttpSinkOptions = Object.assign({ url }, wrong);
    expect(() => httpSink(options)).toThrow(message);
    expect(() => httpSink(options)).toThrow(/^Cannot create the HTTP sink: /);
    expect(() => httpSink(options)).not.toThrow(/secret/);
  });
});

test("httpSink() takes every option", () => {
  const options: Required<HttpSinkOptions> = {
    url: new URL("http://127.0.0.1:9/"),
    headers: { authorization: "Bearer key" },
    format: "ecs",
    gzip: false,
    maxBatchRecords: 1,
    maxBatchBytes: 1,
    delayMs: 0,
    timeoutMs: 1,
    retries: 0,
    closeTimeoutMs: 0,
    queue: { maxRecords: 1, maxBytes: 1 },
    onFailure: () => {},
    fetch,
    clock: { now: Date.now, monotonicMs: Date.now, delay: () => Promise.resolve() },
    random: Math.random,
  };
  expect(httpSink(options).counts()).toEqual({ delivered: 0, queued: 0, dropped: {} });
});
