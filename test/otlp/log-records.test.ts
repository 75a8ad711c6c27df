import * as fc from "fast-check";
import { expect, test } from "vitest";

import { LogRecord } from "../../src/log/log-record.ts";
import { createRedaction } from "../../src/log/redaction.ts";
import { Serializer } from "../../src/log/serializer.ts";
import { setUp } from "./collector.ts";
import { attributesOf, collect, type Decoded } from "./decode.ts";

const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const serializer = new Serializer(createRedaction());

test("otlpExporter() sends whatever a record holds, as OpenTelemetry's types have it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary" }),
      fc.dictionary(fc.string({ unit: "binary" }), fc.anything()),
      async (message, fields) => {
        const [record] = await sent([create(message, serializer.fields(fields))]);
        expect(record).toMatchObject({ body: { stringValue: message.toWellFormed() } });
      },
    ),
  );
});

test("otlpExporter() tells every type of value", async () => {
  const fields = {
    text: "a",
    half: "\ud83d",
    whole: 42,
    large: 2 ** 60,
    fraction: 0.5,
    yes: true,
    nothing: null,
    list: [1, "b", null, [false]],
    object: { a: { b: 1 }, c: null },
    duration_ms: 3,
    request_id: "not mine",
    "": "unnamed",
  };
  const [record] = await sent([create("m", JSON.stringify(fields).slice(1, -1))]);
  const attributes = Object.fromEntries(
    collect([record], "attributes").map(({ key, value }) => [key, value]),
  );
  expect(attributes).toEqual({
    text: { stringValue: "a" },
    half: { stringValue: "\ufffd" },
    whole: { intValue: "42" },
    large: { doubleValue: 2 ** 60 },
    fraction: { doubleValue: 0.5 },
    yes: { boolValue: true },
    list: {
      arrayValue: {
        values: [
          { intValue: "1" },
          { stringValue: "b" },
          {},
          { arrayValue: { values: [{ boolValue: false }] } },
        ],
      },
    },
    object: {
      kvlistValue: {
        values: [
          {
            key: "a",
            value: { kvlistValue: { values: [{ key: "b", value: { intValue: "1" } }] } },
          },
        ],
      },
    },
    duration_ms: { doubleValue: 3 },
    request_id: { stringValue: "r1" },
    "fields.request_id": { stringValue: "not mine" },
    "fields.": { stringValue: "unnamed" },
  });
});

test("otlpExporter() tells severities by OpenTelemetry's numbers", async () => {
  const records = await sent(levels.map((level) => create("m", "").with({ level })));
  expect(records.map(({ severityText, severityNumber }) => [severityText, severityNumber])).toEqual(
    [
      ["trace", 1],
      ["debug", 5],
      ["info", 9],
      ["warn", 13],
      ["error", 17],
      ["fatal", 21],
    ],
  );
});

test("otlpExporter() sends records that belong to no invocation", async () => {
  const [record] = await sent([create("m", "").with({ correlation: undefined })]);
  expect(record?.["traceId"]).toBeUndefined();
  expect(attributesOf(record)).toEqual({});
});

function create(message: string, fieldsText: string): LogRecord {
  return new LogRecord({
    timeMs: 1_000,
    level: "info",
    message,
    logger: "app",
    event: undefined,
    correlation: {
      requestId: "r1",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: "01",
      rayId: undefined,
    },
    resource: { service: "orders", release: undefined, environment: undefined },
    fieldsText,
  });
}

async function sent(records: readonly LogRecord[]): Promise<Decoded[]> {
  const { exporter, collector } = setUp();
  for (const record of records) exporter.log(record, undefined);
  await exporter.flush();
  const all = collector.all("logRecords");
  expect(all).toHaveLength(records.length);
  return all;
}
