import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CircuitOpenError } from "../../src/health/circuit-breaker.ts";
import {
  failureCodeOf,
  failureCodes,
  statusCodeOf,
  type FailureCode,
} from "../../src/health/failure-code.ts";
import { failing } from "../fakes/failing.ts";

const cases: readonly (readonly [FailureCode, unknown])[] = [
  ["timeout", new DOMException("x", "TimeoutError")],
  ["timeout", new DOMException("x", "AbortError")],
  ["timeout", new TypeError("fetch failed", { cause: coded("UND_ERR_CONNECT_TIMEOUT") })],
  ["timeout", coded("ETIMEDOUT")],
  ["timeout", new Error("timeout exceeded when trying to connect: timed out")],
  ["refused", new TypeError("fetch failed", { cause: coded("ECONNREFUSED") })],
  ["refused", coded("ECONNRESET")],
  ["refused", coded("ConnectionRefused")],
  ["refused", new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")])],
  ["refused", new Error("Network connection lost.")],
  ["refused", denoError("tcp connect error: Connection refused (os error 111)")],
  ["refused", Object.assign(new Error("terminating connection"), { code: "57P01" })],
  ["refused", Object.assign(new Error("the database system is starting up"), { code: "57P03" })],
  ["refused", coded("08006")],
  ["refused", new Error("Connection terminated unexpectedly")],
  ["timeout", new Error("Connection terminated due to connection timeout")],
  ["timeout", new Error("Query read timeout")],
  ["dns", new TypeError("fetch failed", { cause: coded("ENOTFOUND") })],
  ["dns", denoError("dns error: failed to lookup address information")],
  ["dns", coded("EAI_AGAIN")],
  ["tls", coded("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["tls", new TypeError("fetch failed", { cause: coded("CERT_HAS_EXPIRED") })],
  ["tls", denoError("invalid peer certificate: UnknownIssuer")],
  ["auth", coded("28P01")],
  ["auth", new Error("WRONGPASS invalid username-password pair or user is disabled.")],
  ["auth", "-NOAUTH Authentication required."],
  ["auth", Object.assign(new Error("x"), { status: 403 })],
  ["http_4xx", Object.assign(new Error("x"), { statusCode: 404 })],
  ["http_5xx", Object.assign(new Error("x"), { status: 502 })],
  ["rate_limited", Object.assign(new Error("x"), { status: 429 })],
  ["rate_limited", coded("53300")],
  ["rate_limited", new Error("ERR max requests limit exceeded. Limit: 500000")],
  ["rate_limited", Object.assign(new Error("x"), { overloaded: true })],
  ["bad_reply", new SyntaxError("Unexpected token")],
  ["open_circuit", new CircuitOpenError("x")],
  ["unknown", new Error("something else")],
  ["unknown", Object.defineProperty({}, "name", { get: failing("no") })],
];

test.for(cases)("failureCodeOf() finds %s in %s", ([code, thrown]) => {
  expect(failureCodeOf(thrown)).toBe(code);
});

test("failureCodeOf() never throws, not even at causes that go round", () => {
  const round = new Error("round");
  round.cause = round;
  expect(failureCodeOf(round)).toBe("unknown");
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
      expect(failureCodes).toContain(failureCodeOf(thrown));
    }),
  );
});

test.for([
  [401, "auth"],
  [403, "auth"],
  [404, "http_4xx"],
  [429, "rate_limited"],
  [500, "http_5xx"],
  [302, "bad_reply"],
  [204, "bad_reply"],
] as const)("statusCodeOf(%i) is %s", ([status, code]) => {
  expect(statusCodeOf(status)).toBe(code);
});

function coded(code: string): Error {
  return Object.assign(new Error("at 10.0.0.1"), { code });
}

function denoError(text: string): Error {
  const cause = new Error(`client error (Connect): ${text}`);
  return new TypeError("error sending request for url (http://a:1/?key=secret)", { cause });
}
