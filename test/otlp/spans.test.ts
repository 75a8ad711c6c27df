import { describe, expect, test } from "vitest";
import type { CallRecord } from "../../src/core/call-record.ts";
import type { RequestEvent } from "../../src/core/event.ts";
import { LogRecord } from "../../src/log/log-record.ts";
import { edgewatch } from "../../src/index.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { setUp } from "./collector.ts";
import { attributesOf, type Decoded } from "./decode.ts";

const correlation = {
  requestId: "r1",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: "01",
  traceState: "vendor=1",
  rayId: undefined,
};
const timeMs = Date.UTC(2026, 10, 23, 10);

describe("otlpExporter() makes a client span of a call", () => {
  test("below the span of the request, with the ids that were passed on", async () => {
    const [server, client] = await spansOf([
      {
        to: "api.example.com:8443",
        method: "POST",
        route: "/charges/:id",
        status: 201,
        startMs: timeMs - 30,
        durationMs: 20.5,
        spanId: "00f067aa0ba902b7",
      },
    ]);
    expect(server).toMatchObject({ kind: 2, traceState: "vendor=1" });
    expect(client).toMatchObject({
      name: "POST /charges/:id",
      kind: 3,
      traceId: correlation.traceId,
      spanId: "00f067aa0ba902b7",
      parentSpanId: correlation.spanId,
      traceState: "vendor=1",
      flags: 0x101,
      startTimeUnixNano: `${timeMs - 30}000000`,
      endTimeUnixNano: `${timeMs - 10}500000`,
    });
    expect(attributesOf(client)).toEqual({
      "http.request.method": "POST",
      "server.address": "api.example.com",
      "server.port": 8443,
      "url.template": "/charges/:id",
      "http.response.status_code": 201,
    });
    expect(client?.["status"]).toBeUndefined();
  });

  test("with an id of its own where none was passed on", async () => {
    const [, first, second] = await spansOf([call({}), call({})]);
    expect(first?.["spanId"]).toMatch(/^[0-9a-f]{16}$/);
    expect(second?.["spanId"]).not.toBe(first?.["spanId"]);
  });

  test.for<[string, Partial<CallRecord>, string]>([
    ["a class of error", { error: "timeout" }, "timeout"],
    ["a status of the server", { status: 503 }, "503"],
    ["a status of the client", { status: 404 }, "404"],
  ])("as failed, by %s", async ([, failure, type]) => {
    const [, span] = await spansOf([call(failure)]);
    expect(span).toMatchObject({ status: { code: 2 } });
    expect(attributesOf(span)).toMatchObject({ "error.type": type });
  });

  test("that is not HTTP, by its operation", async () => {
    const [, span] = await spansOf([call({ to: "qdrant", method: "", route: "search" })]);
    expect(span).toMatchObject({ name: "qdrant.search", kind: 3 });
    expect(attributesOf(span)).toEqual({ dependency: "qdrant", operation: "search" });
  });

  test("to a host that is an IPv6 address", async () => {
    const spans = await spansOf([call({ to: "[::1]:8080" }), call({ to: "[::1]" })]);
    expect(spans.slice(1).map((span) => attributesOf(span)["server.address"])).toEqual([
      "[::1]",
      "[::1]",
    ]);
  });
});

function call(changes: Partial<CallRecord>): CallRecord {
  return {
    to: "api.example.com",
    method: "GET",
    route: "",
    startMs: timeMs,
    durationMs: 1,
    ...changes,
  };
}

async function spansOf(calls: readonly CallRecord[]): Promise<Decoded[]> {
  const { exporter, collector } = setUp();
  const event: RequestEvent = {
    kind: "http.request",
    correlation,
    timeMs,
    durationMs: 40,
    method: "GET",
    originalMethod: undefined,
    path: "/",
    route: "/",
    status: 200,
    bytesIn: undefined,
    bytesOut: undefined,
    cpuMs: undefined,
    labels: undefined,
    details: undefined,
    added: undefined,
    failure: undefined,
    calls,
  };
  const line = new LogRecord({
    timeMs,
    level: "info",
    message: "GET / 200",
    logger: "http",
    event: "http.request",
    correlation,
    resource: { service: "orders", release: undefined, environment: undefined },
    fieldsText: `"calls":[{"to":"a"}]`,
  });
  exporter.event(event, () => line, undefined);
  await exporter.flush();
  return collector.all("spans");
}

test("a call by watch.fetch is a client span with the id that the other service was told", async () => {
  const told: (string | null)[] = [];
  const platform = createPlatform();
  const { exporter, collector } = setUp(undefined, { clock: platform.clock });
  const watch = edgewatch(
    { service: "orders", exporters: [exporter], propagateTo: ["api.example.com"] },
    {
      ...platform,
      fetch: (input, init) => {
        told.push(new Request(input, init).headers.get("traceparent"));
        return Promise.resolve(new Response("ok"));
      },
    },
  );
  const app = watch.handler({
    fetch: (_request: Request) => watch.fetch("https://api.example.com/charges/17"),
  });
  await app.fetch(new Request("http://localhost/pay"));
  await watch.flush();
  const [server, client] = collector.all("spans");
  expect(client).toMatchObject({ kind: 3, parentSpanId: server?.["spanId"] });
  expect(told).toEqual([`00-${String(server?.["traceId"])}-${String(client?.["spanId"])}-01`]);
  expect(attributesOf(client)).toMatchObject({ "server.address": "api.example.com" });
  const names = collector.all("metrics").map(({ name }) => name);
  expect(names).toContain("http.client.request.duration");
});
