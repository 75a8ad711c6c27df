import type { Background } from "../core/background.ts";
import { severityNumber } from "../core/level.ts";
import { createByteCounter } from "./byte-counter.ts";
import { HttpCourier } from "./http-courier.ts";
import { resolveHttpOptions, type HttpSinkOptions, type HttpSinkSettings } from "./http-options.ts";
import { HttpOutbox } from "./http-outbox.ts";
import { createFormat, type FormatRecord } from "./log-format.ts";
import type { LogRecord, LogTarget, SinkCounts } from "./log-record.ts";
import { stayAlive } from "./stay-alive.ts";

/**
 * Posts records as gzip NDJSON, in batches, to an HTTP endpoint, and repeats what fails.
 *
 * Each batch carries its id in `X-Edgewatch-Batch` and is repeated unchanged under it. Delivery is at least once: a
 * receiver that must not count twice keeps the ids that it has seen. On Workers a request's `waitUntil` holds the
 * work for at most 25 s; what is left then is sent by the next request that logs.
 *
 * Reasons of drops: `queue_full`, `too_large`, `rejected_4xx`, `redirected` (elsewhere than to the same origin),
 * `gave_up` (after all retries), `unserializable` and `closed`.
 *
 * @throws TypeError or RangeError where an option is wrong
 * @example
 * ```ts
 * import { edgewatch, httpSink } from "edgewatch";
 *
 * edgewatch({
 *   service: "orders",
 *   sinks: [httpSink({ url: "https://logs.example/ingest", headers: { authorization: "Bearer a-secret" } })],
 * });
 * ```
 */
export function httpSink(options: HttpSinkOptions): HttpSink {
  return new BatchingSink(resolveHttpOptions(options));
}

/** What `httpSink()` makes. */
export interface HttpSink extends Required<LogTarget> {
  /** Puts the record into the queue; throws only what formatting it throws. */
  write(record: LogRecord, background: Background | undefined): void;
  /** Resolves when everything written so far has been delivered or given up; a server process lives as long. */
  flush(): Promise<void>;
  /** Flushes for at most `closeTimeoutMs`, then drops what is left, ends the request and takes no further records. */
  close(): Promise<void>;
}

class BatchingSink implements HttpSink {
  readonly #settings: HttpSinkSettings;
  readonly #outbox: HttpOutbox;
  readonly #courier: HttpCourier;
  readonly #format: FormatRecord;
  readonly #countBytes: (text: string) => number = createByteCounter();
  #sequence = 0;
  #isClosed = false;

  constructor(settings: HttpSinkSettings) {
    const { clock, delayMs, timeoutMs } = settings;
    this.#settings = settings;
    this.#outbox = new HttpOutbox(settings);
    this.#courier = new HttpCourier({ outbox: this.#outbox, clock, delayMs, timeoutMs });
    this.#format = createFormat(settings.format);
  }

  write(record: LogRecord, background: Background | undefined): void {
    if (this.#isClosed) return this.#outbox.drop("closed", 1);
    const text = this.#toText(record);
    const nowMs = this.#settings.clock.monotonicMs();
    this.#outbox.add({
      sequence: ++this.#sequence,
      // With the line feed.
      bytes: this.#countBytes(text) + 1,
      isPrecious: severityNumber[record.level] >= severityNumber.error,
      text,
      writtenMs: nowMs,
    });
    this.#courier.touch(nowMs, background);
  }

  flush(): Promise<void> {
    return stayAlive(this.#courier.drain(this.#sequence));
  }

  async close(): Promise<void> {
    const { clock, closeTimeoutMs } = this.#settings;
    const deadline = clock.delay(closeTimeoutMs);
    try {
      await stayAlive(Promise.race([this.#courier.drain(this.#sequence), deadline]));
    } finally {
      this.#isClosed = true;
      this.#outbox.abandon("closed");
    }
  }

  counts(): SinkCounts {
    return this.#outbox.counts();
  }

  #toText(record: LogRecord): string {
    try {
      return this.#format(record);
    } catch (error) {
      this.#outbox.drop("unserializable", 1);
      throw error;
    }
  }
}
