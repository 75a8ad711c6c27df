import type { QueueLimits } from "../core/bounded-queue.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { plainFetch } from "../core/plain-fetch.ts";
import type { FetchFunction } from "./http-delivery.ts";

/** How batches are made and sent. */
export interface HttpPushOptions {
  /** Where batches are posted to: `http:` or `https:`. */
  readonly url: string | URL;
  /** Sent with each batch, such as an `Authorization`. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether bodies are compressed. @default true */
  readonly gzip?: boolean;
  /** @default 500 */
  readonly maxBatchRecords?: number;
  /** Bytes of the records in a batch, before gzip; longer records are dropped. @default 1_048_576 */
  readonly maxBatchBytes?: number;
  /** Longest time that a record waits for others; on Workers at most 10_000. @default 2_000 */
  readonly delayMs?: number;
  /** Longest time that one request takes; on Workers at most 15_000. @default 10_000 */
  readonly timeoutMs?: number;
  /** How often a batch is sent again before it is given up. @default 8 */
  readonly retries?: number;
  /** Longest time that `close()` takes. @default 10_000 */
  readonly closeTimeoutMs?: number;
  /** What waits at most, besides the batch that is being sent. @default 10_000 records, 8_388_608 bytes */
  readonly queue?: Partial<QueueLimits>;
  /** Told once an outage, when the first request fails or is refused. It must not throw. */
  readonly onFailure?: (error: Error) => void;
  readonly fetch?: FetchFunction;
  readonly clock?: Clock;
  /** Numbers from 0 to 1 that spread repeated requests. @default Math.random */
  readonly random?: () => number;
}

type Resolved = Required<Omit<HttpPushOptions, "url" | "headers" | "queue">>;

/** The options with every default filled in. */
export interface HttpPushSettings extends Resolved {
  readonly url: URL;
  readonly headers: Headers;
  readonly queue: QueueLimits;
}

const maxTimerMs = 2_147_483_647;

/**
 * Fills in the defaults; throws a TypeError or RangeError that says which option is wrong.
 *
 * @param purpose how messages begin, such as `Cannot create the HTTP sink`
 */
export function resolvePushOptions(options: HttpPushOptions, purpose: string): HttpPushSettings {
  const { gzip = true, queue = {} } = options;

  function integer(
    name: string,
    value: number,
    min: number,
    max = Number.MAX_SAFE_INTEGER,
  ): number {
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
    throw new RangeError(`${purpose}: ${name} is ${shown}; use an integer from ${min} to ${max}`);
  }

  function callable<T>(name: string, value: T): T {
    if (typeof value === "function") return value;
    throw new TypeError(`${purpose}: ${name} is a ${typeof value}; use a function`);
  }

  return {
    url: parseUrl(options.url, purpose),
    headers: parseHeaders(options.headers ?? {}, purpose),
    gzip,
    maxBatchRecords: integer("maxBatchRecords", options.maxBatchRecords ?? 500, 1),
    maxBatchBytes: integer("maxBatchBytes", options.maxBatchBytes ?? 1_048_576, 1),
    delayMs: integer("delayMs", options.delayMs ?? 2_000, 0, maxTimerMs),
    timeoutMs: integer("timeoutMs", options.timeoutMs ?? 10_000, 1, maxTimerMs),
    retries: integer("retries", options.retries ?? 8, 0),
    closeTimeoutMs: integer("closeTimeoutMs", options.closeTimeoutMs ?? 10_000, 0, maxTimerMs),
    queue: {
      maxRecords: integer("queue.maxRecords", queue.maxRecords ?? 10_000, 1),
      maxBytes: integer("queue.maxBytes", queue.maxBytes ?? 8_388_608, 1),
    },
    onFailure: callable("onFailure", options.onFailure ?? (() => {})),
    fetch: callable("fetch", options.fetch ?? plainFetch),
    clock: options.clock ?? systemClock,
    random: callable("random", options.random ?? Math.random),
  };
}

function parseUrl(value: string | URL, purpose: string): URL {
  if (!URL.canParse(String(value))) {
    throw new TypeError(`${purpose}: its url is not absolute; use https://host/path`);
  }
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError(`${purpose}: its url begins with ${url.protocol}; use https: or http:`);
  }
  // fetch() refuses them, and a message with the URL would tell them.
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(`${purpose}: its url holds a user name or password; use headers`);
  }
  return url;
}

function parseHeaders(record: Readonly<Record<string, string>>, purpose: string): Headers {
  try {
    return new Headers(record);
  } catch (cause) {
    const state = `one of the headers ${Object.keys(record).join(", ")} is not valid`;
    throw new TypeError(`${purpose}: ${state}; use names and values of HTTP`, { cause });
  }
}
