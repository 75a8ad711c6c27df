import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { parseRetryAfterMs } from "./retry-after.ts";

/** The part of `fetch` that is used. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** What became of one attempt. */
export type Delivery =
  | { readonly outcome: "delivered" }
  /** It would be refused again. */
  | { readonly outcome: "refused"; readonly reason: RefusalReason; readonly error: Error }
  /** It may be taken later, but not before `retryAfterMs` where the receiver said so. */
  | {
      readonly outcome: "failed";
      readonly retryAfterMs: number | undefined;
      readonly error: Error;
    };

export type RefusalReason = "rejected_4xx" | "redirected";

export interface Post {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface DeliveryContext {
  readonly fetch: FetchFunction;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborted by this function when time is over, or by others. */
  readonly abort: AbortController;
}

const maxRedirects = 3;
/** More of an answer's body is not read: the connection is closed instead. */
const maxDrainedBytes = 65_536;
const maxDrainMs = 1_000;

/** Posts once, never rejects, and leaves no request behind that runs longer than the time-out. */
export async function deliver(post: Post, context: DeliveryContext): Promise<Delivery> {
  const { clock, timeoutMs, abort } = context;
  const sent = send(post, context);
  try {
    const response = await withDeadline(sent, "deliver log records", timeoutMs, clock);
    await drain(response, clock);
    return judge(post.url, response, clock);
  } catch (cause) {
    abort.abort();
    sent.then(({ body }) => body?.cancel()).catch(() => {});
    const error = new Error(`Cannot deliver log records to ${post.url.origin}: no answer`, {
      cause,
    });
    return { outcome: "failed", retryAfterMs: undefined, error };
  }
}

/** Follows redirects that keep the method, but not to where the headers are none of their business. */
async function send({ url, headers, body }: Post, context: DeliveryContext): Promise<Response> {
  let target = url;
  for (let redirects = 0; ; redirects++) {
    const response = await context.fetch(target.href, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: context.abort.signal,
    });
    const next = redirects < maxRedirects ? redirection(target, response) : undefined;
    if (next === undefined) return response;
    await drain(response, context.clock);
    target = next;
  }
}

function redirection(from: URL, response: Response): URL | undefined {
  if (response.status !== 307 && response.status !== 308) return undefined;
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from);
  return to.origin === from.origin ? to : undefined;
}

function judge(url: URL, response: Response, clock: Clock): Delivery {
  const { status } = response;
  if (status >= 200 && status < 300) return { outcome: "delivered" };
  const error = new Error(`Cannot deliver log records to ${url.origin}: it answered ${status}`);
  if (status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfterMs(response.headers.get("retry-after"), clock.now());
    return { outcome: "failed", retryAfterMs, error };
  }
  return { outcome: "refused", reason: status >= 400 ? "rejected_4xx" : "redirected", error };
}

/** Reads a short body, so that the connection serves again, and cancels a long one: Workers have six. */
async function drain({ body }: Response, clock: Clock): Promise<void> {
  if (body === null || body.locked) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  await withDeadline(readSome(reader), "read the answer", maxDrainMs, clock).catch(() => {});
  reader.cancel().catch(() => {});
}

async function readSome(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let bytes = 0; bytes <= maxDrainedBytes;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.byteLength;
  }
}
