import type { Forwarder } from "../../src/errors/forwarder.ts";
import type { FetchFunction } from "../../src/errors/sentry-transport.ts";
import { sentryForwarder, type SentryOptions } from "../../src/errors/sentry-forwarder.ts";
import { FakeClock, settle } from "../fakes/fake-clock.ts";
import { readEvent, type ReceivedEvent } from "./envelopes.ts";

export const dsn = "https://publickey@sentry.example/42";

const stepMs = 50;

/** What a receiver does with a request. */
export type Answer = number | Response | "reset" | "hang" | "throws at once";

/** A `fetch` that answers as told, 200 by default, and keeps what it took. */
export class Receiver {
  /** Every attempt. */
  readonly posts: { readonly url: string; readonly body: string; readonly headers: Headers }[] = [];
  /** Bodies that were answered with 2xx. */
  readonly taken: string[] = [];
  answer: (index: number) => Answer;

  constructor(answer: (index: number) => Answer = () => 200) {
    this.answer = answer;
  }

  get events(): ReceivedEvent[] {
    return this.taken.map(readEvent);
  }

  readonly fetch: FetchFunction = async (url, { body, headers, signal }) => {
    const text = typeof body === "string" ? body : "";
    const index = this.posts.push({ url, body: text, headers: new Headers(headers) }) - 1;
    const answer = this.answer(index);
    if (answer === "reset") throw new TypeError("connection reset");
    if (answer === "hang") return await untilAborted(signal);
    if (answer === "throws at once") throw new RangeError("no fetch");
    const response = typeof answer === "number" ? new Response(null, { status: answer }) : answer;
    if (response.ok) this.taken.push(text);
    return response;
  };
}

export interface Forwarding {
  readonly sentry: Forwarder;
  readonly receiver: Receiver;
  readonly clock: FakeClock;
}

/** A forwarder with a receiver and a clock that a test moves. */
export function setUp(
  answer?: (index: number) => Answer,
  {
    clock = new FakeClock(),
    ...options
  }: Omit<Partial<SentryOptions>, "clock"> & {
    readonly clock?: FakeClock;
  } = {},
): Forwarding {
  const receiver = new Receiver(answer);
  const sentry = sentryForwarder({
    dsn,
    fetch: receiver.fetch,
    clock,
    random: () => 1,
    ...options,
  });
  return { sentry, receiver, clock };
}

/** Flushes while time passes. */
export async function flush({ sentry, clock }: Forwarding, timeoutMs = 10_000): Promise<void> {
  let isOver = false;
  const over = sentry.flush(timeoutMs).finally(() => {
    isOver = true;
  });
  for (let ms = 0; ms < timeoutMs; ms += stepMs) {
    await settle();
    if (isOver) break;
    await clock.advance(stepMs);
  }
  await over;
}

async function untilAborted(signal: AbortSignal | null | undefined): Promise<Response> {
  return await new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}
