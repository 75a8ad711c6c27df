import * as fc from "fast-check";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { defineErrors } from "../../src/errors/app-error.ts";
import { classify } from "../../src/errors/classify.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { toErrorProblem, type ErrorProblem } from "../../src/errors/error-problem.ts";
import { errorResponse } from "../../src/errors/error-response.ts";
import { failing } from "../fakes/failing.ts";
import { anything } from "../log/anything.ts";

const errors = defineErrors({
  ORDER_NOT_FOUND: {
    status: 404,
    title: "Order not found",
    message: { en: "We do not know it.", de: "Kennen wir nicht.", "pt-BR": "Desconhecido." },
  },
  BUSY: { status: 503, title: "Busy", message: "Come back soon." },
});
const ids = { requestId: "req-1", errorId: "e1" };

function ask(headers: Record<string, string> = {}, method = "GET"): Request {
  return new Request("http://localhost/orders/17", { headers, method });
}

function problemOf(thrown: unknown, isDevelopment = false): ErrorProblem {
  const failure = describeFailure(thrown);
  return toErrorProblem(failure, classify(failure), { isDevelopment });
}

describe("errorResponse()", () => {
  test("answers with the members of RFC 9457 and Edgewatch's own", async () => {
    const response = errorResponse(ask(), problemOf(errors.ORDER_NOT_FOUND()), ids);
    expect(response.status).toBe(404);
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-language": "en",
      "content-type": "application/problem+json",
      vary: "accept, accept-language",
    });
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Order not found",
      status: 404,
      detail: "We do not know it.",
      instance: "/requests/req-1",
      code: "ORDER_NOT_FOUND",
      request_id: "req-1",
      error_id: "e1",
    });
  });

  test("says when to come back", async () => {
    const problem = problemOf(errors.BUSY({ retryAfterSeconds: 1.2 }));
    const response = errorResponse(ask(), problem, ids);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await response.json()).toMatchObject({ retryable: true, detail: "Come back soon." });
  });

  test.for([
    [0, "0"],
    [30, "30"],
    [Infinity, "31536000"],
    [-1, null],
    [Number.NaN, null],
  ] as const)("makes of %d seconds the header %j", ([retryAfterSeconds, header]) => {
    const response = errorResponse(ask(), { status: 429, code: "SLOW", retryAfterSeconds });
    expect(response.headers.get("retry-after")).toBe(header);
  });

  test("never tells message, stack or data of an error", async () => {
    const cause = new Error("secret cause");
    const thrown = [
      new Error("secret"),
      new HTTPException(500, { message: "secret" }),
      Object.assign(new Error("secret"), { status: 404 }),
      errors.ORDER_NOT_FOUND({ cause, data: { note: "secret" } }),
      "secret",
      { message: "secret", status: 400 },
    ];
    for (const accept of ["application/json", "text/html", "text/plain"]) {
      for (const each of thrown) {
        const text = await errorResponse(ask({ accept }), problemOf(each), ids).text();
        expect(text).not.toContain("secret");
        expect(text).not.toContain(".test.ts");
      }
    }
  });

  test("tells all in development", async () => {
    const error = new Error("broken", { cause: new Error("deeper") });
    const body = await errorResponse(ask(), problemOf(error, true)).text();
    expect(body).toContain('"detail":"broken"');
    expect(body).toContain("deeper");
    expect(body).toContain("error-response.test");
  });

  test("tells what an HTTPException says of the client's mistake", async () => {
    const problem = problemOf(new HTTPException(422, { message: "Name is missing" }));
    expect(await errorResponse(ask(), problem).json()).toEqual({
      type: "about:blank",
      title: "Unprocessable content",
      status: 422,
      detail: "Name is missing",
      code: "VALIDATION",
    });
  });

  test("prefers what happened this time to the catalogue's text", async () => {
    const problem = problemOf(errors.ORDER_NOT_FOUND({ detail: "Order 17 was cancelled." }));
    const response = errorResponse(ask({ "accept-language": "de" }), problem);
    expect(await response.json()).toMatchObject({ detail: "Order 17 was cancelled." });
    expect(response.headers.has("content-language")).toBe(false);
  });

  test("escapes what it puts into a page", async () => {
    const hostile = `<script>"'&</script>`;
    const problem = { status: 400, code: hostile, title: hostile, detail: hostile };
    const response = errorResponse(ask({ accept: "text/html" }), problem, { requestId: hostile });
    const page = await response.text();
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("writes a text that people can read", async () => {
    const problem = problemOf(errors.ORDER_NOT_FOUND());
    const response = errorResponse(ask({ accept: "text/plain" }), problem, ids);
    expect(await response.text()).toBe(
      "Order not found\nWe do not know it.\n404 · ORDER_NOT_FOUND · req-1\n",
    );
  });

  test("answers HEAD without a body and with the same headers", async () => {
    for (const accept of ["application/json", "text/html", "text/plain"]) {
      const problem = problemOf(errors.BUSY());
      const head = errorResponse(ask({ accept }, "HEAD"), problem);
      expect(head.body).toBeNull();
      expect(head.status).toBe(503);
      const get = errorResponse(ask({ accept }), problem);
      expect([...head.headers]).toEqual([...get.headers]);
    }
  });

  test("lets extensions replace no standard member, nor touch objects", async () => {
    const extensions = {
      ...JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"prototype":1}'),
      status: 200,
      title: "fine",
      detail: "hidden",
      request_id: "other",
      parameter: "from",
    };
    const problem = { status: 400, code: "WRONG", extensions };
    expect(await errorResponse(ask(), problem).json()).toEqual({
      type: "about:blank",
      title: "Bad request",
      status: 400,
      code: "WRONG",
      parameter: "from",
    });
  });

  test("leaves out extensions that cannot be written", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["cycle"] = cycle;
    for (const extensions of [{ cycle }, { big: 1n }, { bad: { toJSON: failing(new Error()) } }]) {
      const response = errorResponse(ask(), { status: 400, code: "WRONG", extensions }, ids);
      expect(await response.json()).toMatchObject({ code: "WRONG", request_id: "req-1" });
    }
  });

  test.for([0, 200, 304, 399, 600, 404.5, Number.NaN])(
    "answers 500 for a status of %d",
    (status) => {
      expect(errorResponse(ask(), { status, code: "A" }).status).toBe(500);
    },
  );

  test("answers even if the problem or the request cannot be read", async () => {
    const bad = Object.defineProperty({ status: 400, code: "A" }, "detail", {
      get: failing(new Error("no")),
    });
    const request = new Proxy(ask(), { get: failing(new Error("no")) });
    const message = { "not a tag \n": "text" };
    for (const response of [
      errorResponse(ask(), bad),
      errorResponse(request, { status: 400, code: "A" }),
    ]) {
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ status: 500, code: "INTERNAL" });
    }
    expect(errorResponse(ask(), { status: 400, code: "A", message }).status).toBe(400);
  });

  test("answers whatever was thrown with a problem that says no more than it may", async () => {
    const responses = fc.asyncProperty(anything(), async ({ make }) => {
      const response = errorResponse(ask(), problemOf(make()), ids);
      expect(response.status).toBeGreaterThanOrEqual(400);
      const body: object = await response.json();
      expect(Object.keys(body)).toEqual(
        expect.arrayContaining(["type", "title", "status", "code"]),
      );
      expect(body).not.toHaveProperty("exception");
    });
    await fc.assert(responses);
  });
});
