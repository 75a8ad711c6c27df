import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { defineErrors } from "../../src/errors/app-error.ts";
import { classify, type Classification } from "../../src/errors/classify.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";

const errors = defineErrors({
  ORDER_NOT_FOUND: { status: 404, title: "Order not found" },
  BANK_IS_DOWN: { status: 503, title: "Bank is down" },
  CLOSED: { status: 503, title: "Closed on Sundays", expected: true, retryable: false },
  DECLINED: { status: 422, title: "Declined", category: "upstream", expected: false },
});

function classified(thrown: unknown, isClientGone = false): Classification {
  return classify(describeFailure(thrown), { isClientGone });
}

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name }, more);
}

describe("classify()", () => {
  test("goes by the catalogue for an AppError", () => {
    expect(classified(errors.ORDER_NOT_FOUND())).toEqual({
      category: "not_found",
      status: 404,
      code: "ORDER_NOT_FOUND",
      isExpected: true,
      isRetryable: false,
    });
    expect(classified(errors.BANK_IS_DOWN())).toMatchObject({
      isExpected: false,
      isRetryable: true,
    });
    expect(classified(errors.CLOSED())).toMatchObject({ isExpected: true, isRetryable: false });
    expect(classified(errors.DECLINED())).toMatchObject({
      category: "upstream",
      isExpected: false,
    });
  });

  test("takes what it does not know for an internal error that nobody expects", () => {
    const internal = {
      category: "internal",
      status: 500,
      code: "INTERNAL",
      isExpected: false,
      isRetryable: false,
    };
    for (const thrown of [new Error("no"), "no", null, undefined, {}, new TypeError("x is null")]) {
      expect(classified(thrown)).toEqual(internal);
    }
  });

  test.for([
    [400, "validation"],
    [401, "auth"],
    [403, "forbidden"],
    [404, "not_found"],
    [408, "timeout"],
    [409, "conflict"],
    [422, "validation"],
    [429, "rate_limit"],
    [500, "internal"],
    [503, "upstream"],
  ] as const)("calls an HTTPException of %d %s", ([status, category]) => {
    const { isExpected, ...rest } = classified(new HTTPException(status, { message: "no" }));
    expect(rest).toMatchObject({ status, category, code: category.toUpperCase() });
    expect(isExpected).toBe(status < 500);
  });

  test("calls what Zod refuses a validation", () => {
    for (const { error } of [
      z.object({ a: z.string() }).safeParse({}),
      mini.object({ a: mini.string() }).safeParse({}),
      { error: named("ValiError", "Invalid type", { issues: [{}] }) },
    ]) {
      expect(classified(error)).toMatchObject({ category: "validation", status: 400 });
    }
    expect(classified(named("ZodError", "no issues"))).toMatchObject({ status: 500 });
  });

  test("calls an abort aborted, and expects it", () => {
    expect(classified(AbortSignal.abort().reason)).toMatchObject({
      category: "aborted",
      status: 499,
      isExpected: true,
    });
    expect(classified(named("AbortError", "stop")).category).toBe("aborted");
  });

  test("calls a broken connection aborted if the client had gone", () => {
    const lost = new Error("Network connection lost.");
    expect(classified(lost)).toMatchObject({ category: "upstream", isExpected: false });
    expect(classified(lost, true)).toMatchObject({ category: "aborted", status: 499 });
    const abort = named("AbortError", "stop");
    expect(classified(new Error("cannot load", { cause: abort }), true).status).toBe(499);
    expect(classified(new Error("cannot load", { cause: abort })).status).toBe(500);
    expect(classified(new Error("a bug"), true).category).toBe("internal");
  });

  test.for([
    ["a signal's", new DOMException("The operation timed out.", "TimeoutError")],
    ["a socket's", named("Error", "connect ETIMEDOUT", { code: "ETIMEDOUT" })],
    ["undici's", named("ConnectTimeoutError", "Connect", { code: "UND_ERR_CONNECT_TIMEOUT" })],
    ["a wrapped", new Error("x", { cause: named("TimeoutError", "late") })],
  ] as const)("calls %s time-out a time-out", ([, thrown]) => {
    expect(classified(thrown)).toMatchObject({
      category: "timeout",
      status: 504,
      isExpected: false,
      isRetryable: true,
    });
  });

  test.for([
    ["Node", wrapped("fetch failed", named("Error", "read ECONNRESET", { code: "ECONNRESET" }))],
    ["Node", wrapped("fetch failed", new Error("redirect count exceeded"))],
    ["Node", wrapped("terminated", named("SocketError", "other side closed"))],
    ["Deno", new TypeError("Fetch failed: Maximum number of redirects (20) reached")],
    ["Deno", new TypeError("error reading a body from connection")],
    ["Deno", wrapped("fetch failed", new Error("error sending request for url (http://a/)"))],
    ["Bun", named("TypeError", "ECONNREFUSED: Unable to connect.", { code: "ECONNREFUSED" })],
    ["Bun", named("Error", "Unable to connect.", { code: "ConnectionRefused" })],
    ["Bun", named("TypeError", "TooManyRedirects: …", { code: "TooManyRedirects" })],
    ["workerd", Object.assign(new Error("Network connection lost."), { retryable: true })],
    ["workerd", new TypeError("Too many redirects.http://a/, http://a/")],
    ["a database", named("Error", "connect", { code: "ECONNREFUSED" })],
    ["several", new AggregateError([named("Error", "a", { code: "ECONNREFUSED" })], "all failed")],
    ["whoever wraps it", new Error("cannot load", { cause: wrapped("fetch failed", undefined) })],
  ] as const)("calls a failed connection of %s upstream", ([, thrown]) => {
    expect(classified(thrown)).toMatchObject({
      category: "upstream",
      status: 502,
      isExpected: false,
      isRetryable: true,
    });
  });

  test("calls what Redis says upstream, and retryable only if it passes", () => {
    expect(classified(named("UpstashError", "Command failed: WRONGTYPE"))).toMatchObject({
      category: "upstream",
      isRetryable: false,
    });
    for (const message of ["ERR max daily request limit exceeded", "LOADING Redis is loading"]) {
      expect(classified(named("UpstashError", message)).isRetryable).toBe(true);
    }
    expect(classified(named("ReplyError", "READONLY You can't write")).isRetryable).toBe(true);
    expect(classified(named("ClientClosedError", "The client is closed")).isRetryable).toBe(true);
  });

  test("goes by what workerd says of Durable Objects", () => {
    const overloaded = { overloaded: true, retryable: true, remote: true };
    expect(classified(named("Error", "Durable Object is overloaded", overloaded))).toMatchObject({
      status: 503,
      isRetryable: false,
    });
    expect(classified(named("Error", "code was updated", { retryable: true }))).toMatchObject({
      category: "upstream",
      status: 503,
      isRetryable: true,
    });
    expect(classified(named("Error", "a bug over there", { remote: true })).status).toBe(500);
  });

  test("takes the status of an error that is made to be answered, and of a Response", () => {
    expect(classified(named("Error", "no", { status: 409 })).category).toBe("conflict");
    expect(classified(named("Error", "no", { statusCode: 403 })).category).toBe("forbidden");
    expect(classified({ status: 404 })).toMatchObject({ status: 404, isExpected: true });
    expect(classified(new Response(null, { status: 401 })).category).toBe("auth");
    const exposed = { status: 401, expose: true, headers: { "www-authenticate": "Basic" } };
    expect(classified(named("UnauthorizedError", "no", exposed)).status).toBe(401);
    for (const status of [200, 302, 0, 999, "404", Number.NaN]) {
      expect(classified(named("Error", "no", { status })).status).toBe(500);
    }
  });

  test("takes no status that another server has answered with for its own", () => {
    const unauthorized = named("APIError", "bad key", { status: 401, headers: new Headers() });
    expect(classified(unauthorized)).toMatchObject({
      category: "upstream",
      status: 502,
      isExpected: false,
      isRetryable: false,
    });
    const busy = named("AxiosError", "no", { status: 429, config: {}, response: {} });
    expect(classified(busy)).toMatchObject({ status: 502, isRetryable: true });
  });

  test("takes no status from a cause", () => {
    const cause = errors.ORDER_NOT_FOUND();
    expect(classified(new Error("cannot print", { cause })).status).toBe(500);
  });
});

function wrapped(message: string, cause: unknown): Error {
  return new TypeError(message, { cause });
}
