import type { Forwarder } from "../../src/errors/forwarder.ts";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sentryForwarder } from "../../src/errors/sentry-forwarder.ts";
import { answer, startReceiver, type Received } from "../log/http-receiver.ts";
import { createCapture } from "./captured.ts";
import { readEvent, type ReceivedEvent } from "./envelopes.ts";

const capture = createCapture();
const unhandled: unknown[] = [];

beforeEach(() => {
  process.on("unhandledRejection", note);
});

afterEach(() => {
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

describe("a receiver on this machine", () => {
  test("gets envelopes that say what they are", async () => {
    const { sentry, received, close } = await listen((response) => answer(response, 200));
    sentry.forward(capture());
    await sentry.flush(5_000);
    await close();
    expect(received.map(({ headers }) => headers["content-type"])).toEqual([
      "application/x-sentry-envelope",
    ]);
    expect(eventsOf(received)).toHaveLength(1);
    expect(sentry.counts.sent).toBe(1);
  });

  test.for<readonly [string, (response: ServerResponse) => void]>([
    ["answers 500", (response) => answer(response, 500)],
    ["answers 429", (response) => answer(response, 429, { "retry-after": "0" })],
    ["resets", (response) => void response.destroy()],
    ["hangs", () => {}],
    [
      "answers without end",
      (response) => {
        response.writeHead(500);
        response.write("x");
      },
    ],
  ])("that %s gets the event again", async ([, fail]) => {
    const { sentry, received, close } = await listen((response, index) => {
      if (index === 0) fail(response);
      else answer(response, 200);
    });
    const error = capture();
    sentry.forward(error, naive);
    await sentry.flush(10_000);
    await close();
    expect(new Set(eventsOf(received).map((event) => event.event_id))).toEqual(
      new Set([error.errorId]),
    );
    expect(sentry.counts.sent).toBe(1);
  });

  test("that sends events elsewhere does not get them there", async () => {
    const { sentry, received, close } = await listen((response) =>
      answer(response, 307, { location: "/elsewhere" }),
    );
    sentry.forward(capture());
    await expect.poll(() => sentry.counts.dropped.rejected).toBe(1);
    await close();
    expect(received).toHaveLength(1);
  });

  test("that is absent costs nothing but the event", async () => {
    const { sentry, close } = await listen(() => {});
    await close();
    for (let index = 0; index < 1_000; index++) {
      sentry.forward(capture({ place: { route: `/${index % 200}` } }), naive);
    }
    await sentry.flush(500);
    const { sent, suppressed, dropped } = sentry.counts;
    expect(sent).toBe(0);
    expect(suppressed.budget + suppressed.ladder).toBeGreaterThan(900);
    expect(dropped.rejected + dropped.failed).toBe(0);
  });
});

/** What middlewares give where there is no context: a rejection in it would end the process. */
const naive = {
  waitUntil(promise: Promise<unknown>): void {
    void (async () => await promise)();
  },
};

function note(reason: unknown): void {
  unhandled.push(reason);
}

async function listen(
  respond: (response: ServerResponse, index: number) => void,
): Promise<{ sentry: Forwarder; received: Received[]; close: () => Promise<void> }> {
  const { url, received, close } = await startReceiver(respond);
  const dsn = `http://publickey@${new URL(url).host}/42`;
  return { sentry: sentryForwarder({ dsn, timeoutMs: 300 }), received, close };
}

function eventsOf(received: readonly Received[]): ReceivedEvent[] {
  return received.map(({ body }) => readEvent(new TextDecoder().decode(body)));
}
