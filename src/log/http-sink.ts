import type { Background } from "../core/background.ts";
import { severityNumber } from "../core/level.ts";
import { resolveHttpOptions, type HttpSinkOptions, type HttpSinkSettings } from "./http-options.ts";
import { ndjsonPayload } from "./http-payload.ts";
import { HttpPush } from "./http-push.ts";
import { createFormat, type FormatRecord } from "./log-format.ts";
import type { LogRecord, LogTarget, SinkCounts } from "./log-record.ts";

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
  readonly #push: HttpPush;
  readonly #format: FormatRecord;

  constructor(settings: HttpSinkSettings) {
    this.#push = new HttpPush(settings, ndjsonPayload);
    this.#format = createFormat(settings.format);
  }

  write(record: LogRecord, background: Background | undefined): void {
    const isPrecious = severityNumber[record.level] >= severityNumber.error;
    this.#push.add({ text: this.#toText(record), head: undefined, isPrecious }, background);
  }

  flush(): Promise<void> {
    return this.#push.flush();
  }

  close(): Promise<void> {
    return this.#push.close();
  }

  counts(): SinkCounts {
    return this.#push.counts();
  }

  #toText(record: LogRecord): string {
    try {
      return this.#format(record);
    } catch (error) {
      this.#push.drop("unserializable", 1);
      throw error;
    }
  }
}
