import type { Background } from "../core/background.ts";
import type { EdgewatchEvent } from "../core/event.ts";
import { frameMs, type Frame } from "../core/frame.ts";
import { severityNumber } from "../core/level.ts";
import { RandomIds } from "../core/random-ids.ts";
import type { Exporter } from "../log/exporter.ts";
import { HttpPush } from "../log/http-push.ts";
import type { LogRecord, Resource, SinkCounts } from "../log/log-record.ts";
import { eventSpans } from "./event-spans.ts";
import { formatLogRecord } from "./format-log-record.ts";
import { formatPoints } from "./format-points.ts";
import {
  resolveOtlpOptions,
  signalUrl,
  type OtlpOptions,
  type OtlpSettings,
} from "./otlp-options.ts";
import { signalPayload, type Signal, type SignalHead } from "./signal-payload.ts";
import { isTraceSampled } from "./span.ts";
import { ToldBuckets } from "./told-buckets.ts";

/**
 * Sends log records, spans and metrics to an OpenTelemetry receiver, by OTLP/HTTP in JSON.
 *
 * Each signal has its own bounded queue, from which batches go out as those of `httpSink` do: compressed, repeated
 * after 429, 502, 503, 504 and network errors, never waited for by a request. What is dropped is counted by signal and
 * reason, such as `logs.queue_full`; the reasons are those of `httpSink`, `rejected_5xx` and `rejected_partly`.
 *
 * @throws TypeError or RangeError where an option is wrong
 * @example
 * ```ts
 * import { edgewatch } from "edgewatch";
 * import { otlpExporter } from "edgewatch/otlp";
 *
 * edgewatch({ service: "orders", exporters: [otlpExporter({ url: "http://collector:4318" })] });
 * ```
 */
export function otlpExporter(options: OtlpOptions): OtlpExporter {
  return new PushingExporter(resolveOtlpOptions(options));
}

/** What `otlpExporter()` makes. */
export type OtlpExporter = Required<Exporter>;

const spanScope = "edgewatch";

class PushingExporter implements OtlpExporter {
  readonly #settings: OtlpSettings;
  readonly #pushes: ReadonlyMap<Signal, HttpPush<SignalHead>>;
  readonly #ids: RandomIds = new RandomIds();
  readonly #told: ToldBuckets = new ToldBuckets();
  #instanceId: string | undefined;

  constructor(settings: OtlpSettings) {
    this.#settings = settings;
    const { push, signals } = settings;
    this.#pushes = new Map(
      Array.from(signals, (signal) => [
        signal,
        new HttpPush(
          { ...push, url: signalUrl(push.url, signal) },
          signalPayload(signal, () => (this.#instanceId ??= this.#ids.next(16))),
        ),
      ]),
    );
  }

  log(record: LogRecord, background: Background | undefined): void {
    const push = this.#pushes.get("logs");
    if (push === undefined) return;
    const { level, resource, logger } = record;
    const isPrecious = severityNumber[level] >= severityNumber.error;
    const text = formatLogRecord(record, this.#settings.push.clock.now());
    push.add({ text, head: { resource, group: logger }, isPrecious }, background);
  }

  event(
    event: EdgewatchEvent,
    line: () => LogRecord | undefined,
    background: Background | undefined,
  ): void {
    const push = this.#pushes.get("traces");
    if (push === undefined) return;
    if (!this.#settings.sampleAll && !isTraceSampled(event.correlation.traceFlags)) return;
    const record = line();
    if (record === undefined) return;
    const head = { resource: record.resource, group: spanScope };
    for (const span of eventSpans(event, record, () => this.#ids.next(8))) {
      const isPrecious = span.status !== undefined;
      push.add({ text: JSON.stringify(span), head, isPrecious }, background);
    }
  }

  frames(frames: readonly Frame[], resource: Resource, background: Background | undefined): void {
    const push = this.#pushes.get("metrics");
    if (push === undefined) return;
    const nowMs = this.#settings.push.clock.now();
    for (const frame of frames) {
      // A bucket may be told before it is over.
      const endMs = Math.max(frame.startMs, Math.min(nowMs, frame.startMs + frameMs));
      const startMs = this.#told.startOf(resource, frame.startMs, endMs);
      for (const { head, text } of formatPoints(frame, { startMs, endMs })) {
        push.add({ text, head: { resource, group: head }, isPrecious: false }, background);
      }
    }
  }

  async flush(): Promise<void> {
    await Promise.all(Array.from(this.#pushes.values(), (push) => push.flush()));
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pushes.values(), (push) => push.close()));
  }

  counts(): SinkCounts {
    let delivered = 0;
    let queued = 0;
    const dropped: Record<string, number> = {};
    for (const [signal, push] of this.#pushes) {
      const counts = push.counts();
      delivered += counts.delivered;
      queued += counts.queued;
      for (const [reason, count] of Object.entries(counts.dropped)) {
        dropped[`${signal}.${reason}`] = count;
      }
    }
    return { delivered, queued, dropped };
  }
}
