import { describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import { failing } from "../fakes/failing.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import { FaultyStore } from "../fakes/faulty-store.ts";
import { request, setUpApp } from "./app.ts";
import { Collector, setUp } from "./collector.ts";
import { attributesOf, collect, type Decoded } from "./decode.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const callerSpanId = "b7ad6b7169203331";

describe("otlpExporter() in an application", () => {
  test("sends log records, spans and metrics that ids and names join to the log lines", async () => {
    const { watch, collector, platform, app } = setUpApp();
    await app.fetch(request("/orders/17", `00-${traceId}-${callerSpanId}-01`));
    await watch.flush();
    const [looked, line] = platform.lines;
    const [first, second] = collector.all("logRecords");
    expect(first).toMatchObject({
      severityNumber: 9,
      severityText: "info",
      body: { stringValue: "looked up" },
      flags: 1,
      traceId,
      spanId: looked?.["span_id"],
    });
    expect(attributesOf(first)).toMatchObject({
      request_id: looked?.["request_id"],
      "order.id": 17,
      "is.vip": false,
    });
    expect(second).toMatchObject({ eventName: "http.request", spanId: line?.["span_id"] });
    const [span, ...others] = collector.all("spans");
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: "GET /orders/:id",
      kind: 2,
      traceId,
      spanId: line?.["span_id"],
      parentSpanId: callerSpanId,
      flags: 0x301,
    });
    expect(attributesOf(span)).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/orders/:id",
      "url.path": "/orders/17",
      "http.response.status_code": 200,
      request_id: line?.["request_id"],
    });
    expect(span?.["status"]).toBeUndefined();
    const [metric] = collector.all("metrics");
    expect(metric).toMatchObject({ name: "http.server.request.duration", unit: "s" });
  });

  test("says on all of them which service it is, and names loggers as scopes", async () => {
    const { watch, collector, app } = setUpApp();
    await app.fetch(request("/orders/1"));
    await watch.flush();
    const names = ["resourceLogs", "resourceSpans", "resourceMetrics"];
    const resources = names.flatMap((name) => collector.all(name));
    expect(resources).toHaveLength(3);
    const attributes = resources.map(({ resource }) => collect([{ list: [resource] }], "list")[0]);
    for (const one of attributes) {
      expect(attributesOf(one)).toEqual({
        "service.name": "orders",
        "service.version": "1.2.3",
        "service.instance.id": expect.stringMatching(/^[0-9a-f]{32}$/),
        "deployment.environment.name": "test",
      });
    }
    const scopes = collector.all("scopeLogs").map(({ scope }) => scope);
    expect(scopes).toEqual([{ name: "app" }, { name: "http" }]);
  });

  test("tells of times in nanoseconds", async () => {
    const { watch, collector, app, platform } = setUpApp();
    const startMs = platform.clock.now();
    await app.fetch(request("/slow"));
    await watch.flush();
    const [span] = collector.all("spans");
    expect(span).toMatchObject({
      startTimeUnixNano: `${startMs}000000`,
      endTimeUnixNano: `${startMs + 250}000000`,
    });
    expect(collector.all("logRecords")[0]).toMatchObject({
      timeUnixNano: `${startMs + 250}000000`,
      observedTimeUnixNano: `${startMs + 250}000000`,
    });
  });

  test("tells of an error as the span's status and an event", async () => {
    const { watch, collector, app } = setUpApp();
    await app.fetch(request("/fail"));
    await watch.flush();
    const [span] = collector.all("spans");
    expect(span).toMatchObject({ status: { code: 2, message: "no stock" } });
    expect(attributesOf(span)).toMatchObject({
      "error.type": "RangeError",
      "http.response.status_code": 500,
    });
    const [event] = collect(span, "events");
    expect(event).toMatchObject({ name: "exception", timeUnixNano: span?.["endTimeUnixNano"] });
    expect(attributesOf(event)).toMatchObject({
      "exception.type": "RangeError",
      "exception.message": "no stock",
      "exception.stacktrace": expect.stringContaining("no stock"),
    });
  });

  test("leaves the status of a request open that the client got wrong", async () => {
    const { watch, collector, app } = setUpApp();
    await app.fetch(request("/nowhere"));
    await watch.flush();
    const [span] = collector.all("spans");
    expect(span).toMatchObject({ name: expect.stringMatching(/^GET/) });
    expect(span?.["status"]).toBeUndefined();
    expect(attributesOf(span)["error.type"]).toBeUndefined();
  });

  test("tells of forks, and of invocations that are no requests, as inner spans", async () => {
    const { watch, collector, app, handlers } = setUpApp();
    await app.fetch(request("/fork", `00-${traceId}-${callerSpanId}-01`));
    await handlers.scheduled({ cron: "* * * * *" });
    await watch.flush();
    const spans = collector.all("spans");
    function of(name: string): Decoded | undefined {
      return spans.find((span) => span["name"] === name);
    }
    expect(of("mail")).toMatchObject({
      kind: 1,
      traceId,
      parentSpanId: of("GET /fork")?.["spanId"],
      flags: 0x101,
    });
    expect(of("scheduled")).toMatchObject({ kind: 1, flags: 0x101 });
    expect(of("scheduled")?.["parentSpanId"]).toBeUndefined();
  });

  test("sends no spans of traces that are not sampled, and all else", async () => {
    for (const sampleAll of [false, true]) {
      const { watch, collector, app } = setUpApp({}, { sampleAll });
      await app.fetch(request("/orders/1", `00-${traceId}-${callerSpanId}-00`));
      await watch.flush();
      expect(collector.all("spans")).toHaveLength(sampleAll ? 1 : 0);
      expect(collector.all("logRecords")).toMatchObject([{ flags: 0 }, { flags: 0 }]);
      expect(collector.all("metrics")).toMatchObject([
        { name: "http.server.request.duration" },
        { name: "edgewatch.flushes" },
      ]);
    }
  });

  test("sends the span of a request also where its line is left out", async () => {
    const { watch, collector, app } = setUpApp({ requestLog: { skip: ["/slow"] } });
    await app.fetch(request("/slow"));
    await watch.flush();
    expect(collector.all("logRecords")).toEqual([]);
    expect(collector.all("spans")).toMatchObject([{ name: "GET /slow" }]);
  });

  test("sends only the signals that are asked for", async () => {
    for (const signal of ["logs", "traces", "metrics"] as const) {
      const { watch, collector, app } = setUpApp({}, { signals: [signal] });
      await app.fetch(request("/orders/1"));
      await watch.flush();
      expect(collector.posts.map(({ url }) => url)).toEqual([`http://collector:4318/v1/${signal}`]);
    }
  });

  test("sends compressed JSON with the headers given, below the path given", async () => {
    const { watch, collector, app } = setUpApp(
      {},
      {
        gzip: true,
        url: "https://otlp.example/in/?tenant=1",
        headers: { authorization: "Bearer key" },
      },
    );
    await app.fetch(request("/orders/1"));
    await watch.flush();
    expect(collector.taken).toHaveLength(3);
    for (const { url, signal, headers } of collector.posts) {
      expect(url).toBe(`https://otlp.example/in/v1/${signal}?tenant=1`);
      expect(headers.get("content-type")).toBe("application/json");
      expect(headers.get("content-encoding")).toBe("gzip");
      expect(headers.get("authorization")).toBe("Bearer key");
    }
  });

  test("sends what it holds at close()", async () => {
    const { watch, collector, app } = setUpApp();
    await app.fetch(request("/orders/1"));
    await watch.close();
    expect(new Set(collector.taken.map(({ signal }) => signal)).size).toBe(3);
  });
});

test("an exporter that throws is told of once, and harms neither requests nor the others", async () => {
  const platform = createPlatform();
  const { exporter, collector } = setUp(undefined, { clock: platform.clock });
  const fail = failing(new Error("broken exporter"));
  const broken = { log: fail, event: fail, frames: fail, flush: fail, close: fail };
  const watch = edgewatch({ service: "orders", exporters: [broken, exporter] }, platform);
  const app = watch.handler({ fetch: (_request: Request) => Promise.resolve(new Response("hi")) });
  for (let index = 0; index < 3; index++) {
    expect((await app.fetch(new Request("http://localhost/"))).status).toBe(200);
  }
  await watch.flush();
  expect(collector.all("spans")).toHaveLength(3);
  expect(collector.all("metrics")).not.toEqual([]);
  await watch.close();
  const told = platform.lines.filter(({ logger }) => logger === "edgewatch");
  expect(told.map(({ message }) => message)).toContain("Cannot export: the exporter failed");
});

test("an application without exporters asks nothing of any", async () => {
  const platform = createPlatform();
  const collector = new Collector();
  const watch = edgewatch(
    { service: "orders" },
    { ...platform, fetch: collector.fetch as typeof fetch },
  );
  await watch
    .handler({ fetch: (_request: Request) => Promise.resolve(new Response("hi")) })
    .fetch(new Request("http://localhost/"));
  await watch.close();
  expect(collector.posts).toEqual([]);
});

test("flush() sends what exporters hold also where the store takes nothing", async () => {
  const platform = createPlatform();
  const { exporter, collector } = setUp(undefined, { clock: platform.clock });
  const store = new FaultyStore(() => "refused");
  const watch = edgewatch({ service: "orders", store, exporters: [exporter] }, platform);
  const app = watch.handler({ fetch: (_request: Request) => Promise.resolve(new Response("hi")) });
  await app.fetch(request("/"));
  await expect(watch.flush()).rejects.toThrow("refused");
  expect(collector.all("spans")).toHaveLength(1);
  expect(collector.all("metrics")).toEqual([]);
});
