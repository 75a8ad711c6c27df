import { readCapped } from "../core/capped-body.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import type { PostOutcome } from "./forward-outbox.ts";
import type { SentryLimits } from "./sentry-limits.ts";

/** The part of `fetch` that is used. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  readonly fetch: FetchFunction;
  readonly clock: Clock;
  readonly limits: SentryLimits;
}

const maxAnswerBytes = 65_536;
const maxAnswerMs = 1_000;

/** Posts an envelope once; never rejects, and takes no longer than the time-out. */
export async function postEnvelope(
  { url, body }: { readonly url: string; readonly body: string },
  timeoutMs: number,
  { fetch, clock, limits }: TransportOptions,
): Promise<PostOutcome> {
  const abort = new AbortController();
  const sent = ask(fetch, url, body, abort.signal);
  try {
    const response = await withDeadline(sent, "send an event", timeoutMs, clock);
    limits.note(response);
    await drain(response, clock);
    return judge(response.status);
  } catch {
    abort.abort();
    sent.then(async (late) => await late.body?.cancel()).catch(() => {});
    return "failed";
  }
}

/** A `fetch` that throws at once rejects. */
async function ask(
  fetch: FetchFunction,
  url: string,
  body: string,
  signal: AbortSignal,
): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    // Bun sends none with a text, and Spotlight drops what has another one (2026-11).
    headers: { "content-type": "application/x-sentry-envelope" },
    body,
    redirect: "manual",
    signal,
  });
}

function judge(status: number): PostOutcome {
  if (status >= 200 && status < 300) return "delivered";
  if (status === 429) return "limited";
  if (status === 413) return "too_large";
  return status >= 500 ? "failed" : "rejected";
}

/** Answers that nobody reads keep connections busy: Workers have six. */
async function drain({ body }: Response, clock: Clock): Promise<void> {
  if (body === null) return;
  const read = readCapped(body, maxAnswerBytes);
  await withDeadline(read, "read the answer", maxAnswerMs, clock).catch(() => {});
}
