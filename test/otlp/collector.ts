import type { FetchFunction } from "../../src/log/http-delivery.ts";
import type { Signal } from "../../src/otlp/signal-payload.ts";
import { otlpExporter, type OtlpExporter } from "../../src/otlp/otlp-exporter.ts";
import type { OtlpOptions } from "../../src/otlp/otlp-options.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { collect, decode, type Decoded } from "./decode.ts";

/** What a receiver does with a request. */
export type Answer = number | Response | "reset" | "hang";

/** One request as the receiver saw it. */
export interface Posted {
  readonly url: string;
  readonly signal: Signal;
  readonly headers: Headers;
  readonly text: string;
}

/** A `fetch` that answers as told, 200 by default, and decodes what it took. */
export class Collector {
  /** Every attempt. */
  readonly posts: Posted[] = [];
  /** Those that were answered with 2xx. */
  readonly taken: Posted[] = [];
  answer: (post: Posted) => Answer;

  constructor(answer: (post: Posted) => Answer = () => 200) {
    this.answer = answer;
  }

  readonly fetch: FetchFunction = async (url, { body, headers, signal: abort }) => {
    const path = new URL(url).pathname.split("/").at(-1);
    const signal: Signal = path === "logs" || path === "traces" ? path : "metrics";
    const text = await readText(body, new Headers(headers));
    const post = { url, signal, headers: new Headers(headers), text };
    this.posts.push(post);
    const answer = this.answer(post);
    if (answer === "reset") throw new TypeError("connection reset");
    if (answer === "hang") return await untilAborted(abort);
    const response = typeof answer === "number" ? new Response(null, { status: answer }) : answer;
    if (response.ok) this.taken.push(post);
    return response;
  };

  /** The bodies that were taken. */
  decoded(): Decoded[] {
    return this.taken.map(({ signal, text }) => decode(signal, text));
  }

  /** Everything of one kind that was taken: `logRecords`, `spans`, `metrics`. */
  all(member: string): Decoded[] {
    return collect(this.decoded(), member);
  }
}

async function readText(body: unknown, headers: Headers): Promise<string> {
  if (!(body instanceof Uint8Array)) throw new TypeError("body is no Uint8Array");
  if (headers.get("content-encoding") !== "gzip") return new TextDecoder().decode(body);
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const written = writer.write(new Uint8Array(body)).then(() => writer.close());
  const [text] = await Promise.all([new Response(readable).text(), written]);
  return text;
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}

export interface Exporting {
  readonly exporter: OtlpExporter;
  readonly collector: Collector;
  readonly clock: FakeClock;
}

/** An exporter with a receiver, a clock that a test moves, no jitter and no compression. */
export function setUp(
  answer?: (post: Posted) => Answer,
  {
    clock = new FakeClock(),
    ...options
  }: Omit<Partial<OtlpOptions>, "clock"> & { readonly clock?: FakeClock } = {},
): Exporting {
  const collector = new Collector(answer);
  const exporter = otlpExporter({
    url: "http://collector:4318",
    gzip: false,
    fetch: collector.fetch,
    clock,
    random: () => 1,
    ...options,
  });
  return { exporter, collector, clock };
}
