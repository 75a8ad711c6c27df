import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { edgewatch } from "../../src/index.ts";
import type { LogRecord } from "../../src/log/log-record.ts";
import { otlpExporter, type OtlpExporter } from "../../src/otlp/otlp-exporter.ts";
import type { OtlpOptions } from "../../src/otlp/otlp-options.ts";
import { effort } from "../fakes/effort.ts";
import { createPlatform } from "../fakes/fake-platform.ts";
import {
  answer,
  startReceiver,
  type LoopbackReceiver,
  type Respond,
} from "../log/http-receiver.ts";
import { recordOf } from "../log/records.ts";
import { collect, decode } from "./decode.ts";

const receivers: LoopbackReceiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

describe("otlpExporter() over loopback", () => {
  test("sends logs, spans and metrics that the ids join to the lines", async () => {
    const { exporter, received } = await setUp((response) => answer(response, 200));
    const platform = createPlatform();
    const watch = edgewatch({ service: "orders", exporters: [exporter] }, platform);
    const app = watch.handler({
      fetch: (_request: Request) => Promise.resolve(new Response("hi")),
    });
    for (let index = 0; index < 20; index++) {
      await app.fetch(new Request(`http://localhost/orders/${index}`));
    }
    await watch.close();
    const texts = received.map(({ body }) => new TextDecoder().decode(gunzipSync(body)));
    const logs = texts.filter((text) => text.startsWith(`{"resourceLogs"`));
    const traces = texts.filter((text) => text.startsWith(`{"resourceSpans"`));
    const metrics = texts.filter((text) => text.startsWith(`{"resourceMetrics"`));
    const ids = platform.lines.map(({ trace_id, span_id }) => [trace_id, span_id]);
    const records = logs.flatMap((text) => collect(decode("logs", text), "logRecords"));
    const spans = traces.flatMap((text) => collect(decode("traces", text), "spans"));
    const points = metrics.flatMap((text) => collect(decode("metrics", text), "dataPoints"));
    expect(ids).toHaveLength(20);
    expect(records.map(({ traceId, spanId }) => [traceId, spanId])).toEqual(ids);
    expect(spans.map(({ traceId, spanId }) => [traceId, spanId])).toEqual(ids);
    expect(points.filter((point) => "count" in point)).toMatchObject([{ count: "20" }]);
  });

  test("repeats after 503, after 429 with Retry-After, and after a reset", async () => {
    const { exporter, received } = await setUp((response, index) => {
      if (index === 0) answer(response, 503);
      else if (index === 1) answer(response, 429, { "retry-after": "1" });
      else if (index === 2) response.destroy();
      else answer(response, 200);
    });
    exporter.log(create("a"), undefined);
    await exporter.flush();
    expect(received).toHaveLength(4);
    expect(exporter.counts()).toEqual({ delivered: 1, queued: 0, dropped: {} });
  });

  test("reads from the answer what was refused", async () => {
    const { exporter } = await setUp((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"no"}}`);
    });
    exporter.log(create("a"), undefined);
    exporter.log(create("b"), undefined);
    await exporter.flush();
    const dropped = { "logs.rejected_partly": 1 };
    expect(exporter.counts()).toEqual({ delivered: 1, queued: 0, dropped });
  });

  test("gives up on a receiver that hangs, and on one that is absent", async () => {
    const options = { timeoutMs: 100, retries: 1 };
    const { exporter, received, close } = await setUp(() => {}, options);
    exporter.log(create("a"), undefined);
    await exporter.flush();
    expect(received).toHaveLength(2);
    await close();
    exporter.log(create("b"), undefined);
    await exporter.flush();
    expect(exporter.counts()).toEqual({ delivered: 0, queued: 0, dropped: { "logs.gave_up": 2 } });
  });

  test("keeps memory bounded with a receiver that hangs", { timeout: 120_000 }, async () => {
    const { exporter, close } = await setUp(() => {});
    await writeMany(exporter, 30_000);
    const beforeBytes = process.memoryUsage().rss;
    const more = effort(100_000, 1_000_000);
    await writeMany(exporter, more);
    const grownBytes = process.memoryUsage().rss - beforeBytes;
    const { delivered, queued, dropped } = exporter.counts();
    expect(delivered).toBe(0);
    expect(queued).toBeLessThanOrEqual(10_500);
    expect(dropped).toEqual({ "logs.queue_full": 30_000 + more - queued });
    expect(grownBytes).toBeLessThan(100e6);
    await close();
  });
});

interface LoopbackSetup extends LoopbackReceiver {
  readonly exporter: OtlpExporter;
}

async function setUp(respond: Respond, options: Partial<OtlpOptions> = {}): Promise<LoopbackSetup> {
  const receiver = await startReceiver(respond);
  receivers.push(receiver);
  const url = new URL(receiver.url).origin;
  return { ...receiver, exporter: otlpExporter({ url, random: () => 0.01, ...options }) };
}

function create(message: string): LogRecord {
  return recordOf({ timeMs: 0, message, fieldsText: `"text":"${"x".repeat(300)}"` });
}

/** Writes without a pause, except to let I/O happen now and then. */
async function writeMany(exporter: OtlpExporter, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    exporter.log(create(`${index}`), undefined);
    if (index % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
