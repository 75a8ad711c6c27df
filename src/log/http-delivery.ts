import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { HttpPayload } from "./http-payload.ts";
import { parseRetryAfterMs } from "./retry-after.ts";

/** The part of `fetch` that is used. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** What became of one attempt. */
export type Delivery =
  | {
      readonly outcome: "delivered";
      /** Records that the receiver would not take, beside those that it took. */
      readonly refused: number;
    }
  /** It would be refused again. */
  | { readonly outcome: "refused"; readonly reason: RefusalReason; readonly error: Error }
  /** It may be taken later, but not before `retryAfterMs` where the receiver said so. */
  | {
      readonly outcome: "failed";
      readonly retryAfterMs: number | undefined;
      readonly error: Error;
    };

export type RefusalReason = "rejected_4xx" | "rejected_5xx" | "redirected";

export interface Post {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What the answer to a post means, and how messages call what it carries. */
export type AnswerRules = Pick<HttpPayload, "noun" | "isRetryable" | "countRefused">;

export interface DeliveryContext {
  readonly rules: AnswerRules;
  readonly fetch: FetchFunction;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborted by this function when time is over, or by others. */
  readonly abort: AbortController;
}

const maxRedirects = 3;
/** More of an answer's body is not read: the connection is closed instead. */
const maxReadBytes = 65_536;
const maxReadMs = 1_000;

/** Posts once, never rejects, and leaves no request behind that runs longer than the time-out. */
export async function deliver(post: Post, context: DeliveryContext): Promise<Delivery> {
  const { clock, timeoutMs, abort, rules } = context;
  const sent = send(post, context);
  try {
    const response = await withDeadline(sent, `deliver ${rules.noun}`, timeoutMs, clock);
    const answer = await readAnswer(response, clock);
    return judge(post.url, { response, answer }, context);
  } catch (cause) {
    abort.abort();
    sent.then(({ body }) => body?.cancel()).catch(() => {});
    const error = new Error(`Cannot deliver ${rules.noun} to ${post.url.origin}: no answer`, {
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
    await readAnswer(response, context.clock);
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

function judge(
  url: URL,
  { response, answer }: { readonly response: Response; readonly answer: string },
  { rules, clock }: DeliveryContext,
): Delivery {
  const { status } = response;
  if (status >= 200 && status < 300) {
    return { outcome: "delivered", refused: rules.countRefused?.(answer) ?? 0 };
  }
  const error = new Error(`Cannot deliver ${rules.noun} to ${url.origin}: it answered ${status}`);
  if (status < 400) return { outcome: "refused", reason: "redirected", error };
  if (rules.isRetryable(status)) {
    const retryAfterMs = parseRetryAfterMs(response.headers.get("retry-after"), clock.now());
    return { outcome: "failed", retryAfterMs, error };
  }
  return { outcome: "refused", reason: status >= 500 ? "rejected_5xx" : "rejected_4xx", error };
}

/** Reads a short body, so that the connection serves again, and cancels a long one: Workers have six. */
async function readAnswer({ body }: Response, clock: Clock): Promise<string> {
  if (body === null || body.locked) return "";
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const read = withDeadline(readSome(reader), "read the answer", maxReadMs, clock);
  const answer = await read.catch(() => "");
  reader.cancel().catch(() => {});
  return answer;
}

async function readSome(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; bytes <= maxReadBytes;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  return "";
}
