import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { severityNumber, type Level } from "../../src/core/level.ts";
import { createFormat } from "../../src/log/log-format.ts";
import { lastLine, listen, repeatedKeys } from "./listening.ts";
import { correlation, envelope, recordOf, timeMs } from "./records.ts";

const resource = { service: "orders", release: "1.2.3", environment: "production" };
const whole = {
  event: "http.request",
  logger: "http",
  correlation: { ...correlation, rayId: "8c1f-AMS" },
  resource,
};
const fields = {
  "http.request.method": "GET",
  "http.route": "/a",
  "url.path": "/a",
  "http.response.status_code": 500,
  duration_ms: 1.5,
  "http.request.body.size": 3,
  "client.address": "203.0.113.7",
  "exception.type": "Error",
  "exception.message": "no",
  "exception.stacktrace": "Error: no",
  own: [1, { a: 2 }],
};

describe("the format otel", () => {
  test("has the documented names in the documented order", () => {
    expect(
      createFormat("otel")(
        recordOf({ event: "http.request", correlation, resource }, { "http.route": "/a", n: 1 }),
      ),
    ).toBe(
      '{"timestamp":"2026-11-23T03:40:03.760Z","level":"info","message":"hi","logger":"app",' +
        '"event":"http.request","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",' +
        '"span_id":"00f067aa0ba902b7","trace_flags":"01","request_id":"req-1",' +
        '"service.name":"orders","service.version":"1.2.3",' +
        '"deployment.environment.name":"production","http.route":"/a","n":1}',
    );
  });

  test("leaves out what is not known", () => {
    expect(createFormat("otel")(recordOf())).toBe(
      '{"timestamp":"2026-11-23T03:40:03.760Z","level":"info","message":"hi","logger":"app","service.name":"orders"}',
    );
  });

  test("tells one record after the other, and the same again", () => {
    const format = createFormat("otel");
    const [one, other] = [recordOf({ message: "one" }), recordOf({ message: "other", resource })];
    const lines = [one, other, one, one, other].map((record) => format(record));
    expect(lines[2]).toBe(lines[0]);
    expect(lines[3]).toBe(lines[0]);
    expect(lines[4]).toBe(lines[1]);
    expect(lines[1]).toContain('"service.version":"1.2.3"');
    expect(lines[0]).not.toContain("service.version");
  });

  test("has the fields of a request's line in the documented order", async () => {
    const listening = listen({ query: true, requestHeaders: ["accept"] });
    const app = listening.watch.handler({
      fetch: () => {
        listening.watch.log.set({ added: 1 });
        throw new Error("no");
      },
    });
    await Promise.resolve()
      .then(() =>
        app.fetch(
          new Request("http://localhost/a?b=c", {
            headers: { accept: "*/*", "user-agent": "test" },
          }),
        ),
      )
      .catch(() => {});
    const names = Object.keys(lastLine(listening)).filter((name) => !envelope.includes(name));
    expect(names).toEqual([
      "http.request.method",
      "http.route",
      "url.path",
      "http.response.status_code",
      "duration_ms",
      "user_agent.original",
      "url.query",
      "http.request.header.accept",
      "added",
      "exception.type",
      "exception.message",
      "exception.stacktrace",
      "error.group",
      "error.code",
      "error.id",
    ]);
  });
});

describe("the other formats only rename", () => {
  test("ecs", () => {
    const line: object = JSON.parse(createFormat("ecs")(recordOf(whole, fields)));
    expect(Object.entries(line)).toEqual([
      ["@timestamp", "2026-11-23T03:40:03.760Z"],
      ["log.level", "info"],
      ["message", "hi"],
      ["log.logger", "http"],
      ["event.action", "http.request"],
      ["trace.id", correlation.traceId],
      ["span.id", correlation.spanId],
      ["trace_flags", "01"],
      ["http.request.id", "req-1"],
      ["cloudflare.ray_id", "8c1f-AMS"],
      ["service.name", "orders"],
      ["service.version", "1.2.3"],
      ["service.environment", "production"],
      ["http.request.method", "GET"],
      ["http.route", "/a"],
      ["url.path", "/a"],
      ["http.response.status_code", 500],
      ["event.duration", 1_500_000],
      ["http.request.body.bytes", 3],
      ["client.ip", "203.0.113.7"],
      ["error.type", "Error"],
      ["error.message", "no"],
      ["error.stack_trace", "Error: no"],
      ["own", [1, { a: 2 }]],
    ]);
  });

  test("pino", () => {
    const line: object = JSON.parse(createFormat("pino")(recordOf(whole, fields)));
    expect(Object.entries(line).slice(0, 5)).toEqual([
      ["time", timeMs],
      ["level", 30],
      ["msg", "hi"],
      ["name", "http"],
      ["event", "http.request"],
    ]);
    expect(line).toMatchObject({ responseTime: 1.5, "service.name": "orders", own: [1, { a: 2 }] });
  });

  test.for(Object.keys(severityNumber).map((level, index) => [level, (index + 1) * 10] as const))(
    "pino writes %s as %i",
    ([level, number]) => {
      expect(JSON.parse(createFormat("pino")(recordOf({ level: level as Level })))).toMatchObject({
        level: number,
      });
    },
  );

  test("and say the same as otel", () => {
    const data = fc.dictionary(
      fc.string({ unit: "binary" }).map((name) => `x${name}`),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(data, (given) => {
        const record = recordOf({ correlation }, given);
        for (const format of ["otel", "ecs", "pino"] as const) {
          expect(JSON.parse(createFormat(format)(record))).toMatchObject(
            JSON.parse(JSON.stringify(given)),
          );
        }
      }),
    );
  });

  test.for(["ecs", "pino"] as const)(
    "%s lets no field pass for what the line says of itself",
    (format) => {
      const forged = {
        "@timestamp": "forged",
        "log.level": "forged",
        "log.logger": "forged",
        "trace.id": "forged",
        "http.request.id": "forged",
        "service.environment": "forged",
        time: "forged",
        msg: "forged",
        name: "forged",
        "error.message": "forged",
        "exception.message": "real",
        "0": "first",
      };
      const line = createFormat(format)(recordOf(whole, forged));
      const honest: object = JSON.parse(createFormat(format)(recordOf(whole)));
      expect(JSON.parse(line)).toMatchObject(honest);
      expect(JSON.parse(line)).toMatchObject(
        format === "ecs" ? { "fields.log.level": "forged" } : { "fields.msg": "forged" },
      );
      expect(repeatedKeys(line)).toEqual([]);
      expect(line.startsWith(format === "ecs" ? '{"@timestamp"' : '{"time"')).toBe(true);
    },
  );
});
