import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { sentryForwarder } from "../../src/errors/sentry-forwarder.ts";
import { createCapture } from "./captured.ts";
import { dsn, Receiver } from "./receiver.ts";

/** Made where workerd refuses timers, requests and random numbers. */
const receiver = new Receiver();
const atModuleScope = sentryForwarder({ dsn, fetch: receiver.fetch });
const capture = createCapture();

describe("sentryForwarder() in workerd", () => {
  test("can be made at module scope, and sends from what a request holds", async () => {
    const context = createExecutionContext();
    const error = capture();
    atModuleScope.forward(error, context);
    await waitOnExecutionContext(context);
    expect(receiver.events).toMatchObject([{ event_id: error.errorId }]);
    expect(atModuleScope.counts.sent).toBe(1);
  });

  test("lets a request end well while the receiver does not", async () => {
    const failing = new Receiver((index) => (index === 0 ? "reset" : 200));
    const sentry = sentryForwarder({ dsn, fetch: failing.fetch, random: () => 0 });
    const context = createExecutionContext();
    sentry.forward(capture(), context);
    await waitOnExecutionContext(context);
    expect(failing.taken).toHaveLength(1);
  });
});
