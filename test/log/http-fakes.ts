import type { Background } from "../../src/core/background.ts";
import type { FetchFunction } from "../../src/log/http-delivery.ts";
import type { HttpSinkOptions } from "../../src/log/http-options.ts";
import { httpSink, type HttpSink } from "../../src/log/http-sink.ts";
import type { LogRecord } from "../../src/log/log-record.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { recordOf } from "./records.ts";

/** What a receiver did with a request. */
export type Answer = number | Response | "reset" | "hang" | "taken, but hangs" | "throws at once";

/** One request as the receiver saw it. */
export interface Posted {
  readonly url: string;
  readonly batch: string;
  readonly headers: Headers;
  readonly messages: readonly string[];
  readonly signal: AbortSignal | null | undefined;
  readonly wasTaken: boolean;
}

/** A fake `fetch` that answers as told, 200 by default; bodies must not be compressed. */
export class FakeReceiver {
  readonly posts: Posted[] = [];
  readonly #answer: (post: Posted) => Answer | undefined;

  constructor(answer: (post: Posted) => Answer | undefined = () => undefined) {
    this.#answer = answer;
  }

  get batches(): string[] {
    return this.posts.map(({ batch }) => batch.replace(/^.*-/, ""));
  }

  /** The messages in each request. */
  get messages(): (readonly string[])[] {
    return this.posts.map(({ messages }) => messages);
  }

  readonly fetch: FetchFunction = (url, init) => {
    const headers = new Headers(init.headers);
    const seen = {
      url,
      batch: headers.get("x-edgewatch-batch") ?? "",
      headers,
      messages: readLines(init.body).map(({ message }) => String(message)),
      signal: init.signal,
    };
    const answer = this.#answer({ ...seen, wasTaken: false }) ?? 200;
    const status = answer instanceof Response ? answer.status : answer;
    const wasTaken =
      answer === "taken, but hangs" ||
      (typeof status === "number" && status >= 200 && status < 300);
    this.posts.push({ ...seen, wasTaken });
    if (answer === "throws at once") throw new RangeError("no fetch");
    if (answer === "reset") return Promise.reject(new TypeError("connection reset"));
    if (answer === "hang" || answer === "taken, but hangs") return untilAborted(init.signal);
    return Promise.resolve(
      answer instanceof Response ? answer : new Response(null, { status: answer }),
    );
  };
}

function readLines(body: unknown): Record<string, unknown>[] {
  if (!(body instanceof Uint8Array)) throw new TypeError("body is no Uint8Array");
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body);
  if (!text.endsWith("\n")) throw new Error("body does not end with a line feed");
  return text
    .slice(0, -1)
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}

export interface Setup {
  readonly sink: HttpSink;
  readonly clock: FakeClock;
  /** Writes one record. */
  readonly log: (message: string, level?: LogRecord["level"], background?: Background) => void;
}

/** A sink with a clock that stands still, no jitter, and no compression. */
export function setUp(
  receiver: { readonly fetch: FetchFunction },
  options: Partial<HttpSinkOptions> = {},
): Setup {
  const clock = new FakeClock();
  const sink = httpSink({
    url: "https://logs.example/ingest",
    gzip: false,
    fetch: receiver.fetch,
    clock,
    random: () => 1,
    ...options,
  });
  return {
    sink,
    clock,
    log: (message, level = "info", background) => {
      sink.write(createRecord(message, level, clock.now()), background);
    },
  };
}

export function createRecord(
  message: string,
  level: LogRecord["level"] = "info",
  timeMs = 0,
): LogRecord {
  return recordOf({ message, level, timeMs });
}

/** All records that a sink accounts for. */
export function accounted(sink: HttpSink): number {
  const { delivered, queued, dropped } = sink.counts();
  return delivered + queued + Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** A request that can hold work. */
export function createRequest(): {
  readonly background: Background;
  readonly held: Promise<unknown>[];
} {
  const held: Promise<unknown>[] = [];
  return { background: { waitUntil: (promise) => void held.push(promise) }, held };
}
