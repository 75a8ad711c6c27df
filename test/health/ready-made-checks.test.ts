import { describe, expect, test } from "vitest";
import { breakerCheck } from "../../src/health/breaker-check.ts";
import type { Check } from "../../src/health/check.ts";
import { CircuitBreaker } from "../../src/health/circuit-breaker.ts";
import { d1Check, type D1DatabaseLike } from "../../src/health/d1-check.ts";
import { durableObjectCheck } from "../../src/health/durable-object-check.ts";
import { expiryCheck } from "../../src/health/expiry-check.ts";
import { kvCheck } from "../../src/health/kv-check.ts";
import { queryCheck } from "../../src/health/query-check.ts";
import { queueDepthCheck } from "../../src/health/queue-depth-check.ts";
import { r2Check } from "../../src/health/r2-check.ts";
import { failing } from "../fakes/failing.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { createRunning, only } from "./runners.ts";

const refused = Object.assign(new Error("at 10.0.0.1"), { code: "ECONNREFUSED" });

test("every check takes the settings of a check", async () => {
  const settings = { critical: false, timeoutMs: 5, ttlMs: 7, tags: ["a"], failureThreshold: 9 };
  const checks: readonly Check[] = [
    queryCheck("a", () => 1, settings),
    kvCheck("b", { get: async () => null }, settings),
    r2Check("c", { head: async () => null }, settings),
    d1Check("d", { prepare: () => ({ first: async () => 1 }) }, settings),
    durableObjectCheck("e", { getByName: () => 1 }, () => "pong", settings),
    queueDepthCheck("f", () => 0, settings),
    expiryCheck("g", () => Number.MAX_SAFE_INTEGER, settings),
    breakerCheck(new CircuitBreaker("h"), settings),
  ];
  for (const check of checks) expect(check).toMatchObject(settings);
  const reports = await createRunning(checks).runAll();
  expect(reports.map(({ status }) => status)).toEqual(checks.map(() => "pass"));
});

describe("queryCheck()", () => {
  test("passes with whatever a client answers, unless something is expected", async () => {
    expect(await look(queryCheck("db", async () => null))).toMatchObject({ status: "pass" });
    const isExpected = Array.isArray;
    expect(await look(queryCheck("db", () => [], { isExpected }))).toMatchObject({
      status: "pass",
    });
    expect(await look(queryCheck("db", () => "no", { isExpected }))).toMatchObject({
      ...{ status: "fail", code: "bad_reply" },
    });
    expect(await look(queryCheck("db", failing(refused)))).toMatchObject({ code: "refused" });
  });
});

describe("checks of bindings", () => {
  test("pass where a key is missing, and fail where nothing can be read", async () => {
    const keys: string[] = [];
    const get: (key: string) => Promise<null> = async (key) => {
      keys.push(key);
      return null;
    };
    expect(await look(kvCheck("kv", { get }))).toMatchObject({ status: "pass" });
    expect(await look(r2Check("r2", { head: get }, { key: "x" }))).toMatchObject({
      status: "pass",
    });
    expect(keys).toEqual(["edgewatch-health", "x"]);
    expect(await look(kvCheck("kv", { get: failing(refused) }))).toMatchObject({ status: "fail" });
    expect(await look(r2Check("r2", { head: failing(refused) }))).toMatchObject({ status: "fail" });
  });

  test("take nothing but 1 from D1", async () => {
    expect(await look(d1Check("d1", answering(1)))).toMatchObject({ status: "pass" });
    expect(await look(d1Check("d1", answering(null)))).toMatchObject({ code: "bad_reply" });
  });

  test("take a new stub of a Durable Object each time", async () => {
    const names: string[] = [];
    const namespace = {
      getByName: (name: string) => {
        names.push(name);
        return { ping: async () => "pong" };
      },
    };
    const check = durableObjectCheck("object", namespace, (stub) => stub.ping());
    const { clock, runAll } = createRunning([check]);
    expect(only(await runAll()).status).toBe("pass");
    clock.pass(20_000);
    await runAll();
    expect(names).toEqual(["edgewatch-health", "edgewatch-health"]);
    const overloaded = failing(Object.assign(new Error("x"), { overloaded: true }));
    expect(await look(durableObjectCheck("object", namespace, overloaded))).toMatchObject({
      ...{ status: "fail", code: "rate_limited" },
    });
  });
});

test.for([
  [0, "pass"],
  [99, "pass"],
  [100, "warn"],
  [999, "warn"],
  [1_000, "fail"],
  [Number.NaN, "fail"],
] as const)("queueDepthCheck() takes %d for a %s", async ([depth, status]) => {
  const report = await look(queueDepthCheck("mail", () => depth, { warnAt: 100, failAt: 1_000 }));
  expect(report.status).toBe(status);
  if (!Number.isNaN(depth)) {
    expect(report).toMatchObject({ observedValue: depth, observedUnit: "messages" });
  }
});

test.for([
  [22, "pass"],
  [21, "warn"],
  [3.01, "warn"],
  [3, "fail"],
  [-1, "fail"],
  [Number.NaN, "fail"],
] as const)("expiryCheck() takes %d days for a %s", async ([days, status]) => {
  const clock = new FakeClock();
  const expiryMs = clock.now() + days * 86_400_000;
  for (const expiry of [() => expiryMs, async () => new Date(expiryMs)]) {
    const report = await look(expiryCheck("certificate", expiry, { clock }));
    expect(report.status).toBe(status);
    expect(report.observedUnit).toBe(Number.isNaN(days) ? undefined : "d");
  }
});

test("breakerCheck() shows an open circuit as failed, and one that is tried as degraded", async () => {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker("db", { clock, minCalls: 1 });
  const { runAll } = createRunning([breakerCheck(breaker)], {}, clock);
  await breaker.run(failing(refused)).catch(() => {});
  expect(only(await runAll())).toMatchObject({
    ...{ name: "db:circuit", status: "fail", code: "open_circuit", observedValue: "open" },
  });
  clock.pass(5_000);
  void breaker.run(() => new Promise(() => {}));
  expect(only(await runAll())).toMatchObject({ status: "warn", observedValue: "half_open" });
});

test("breakerCheck() goes by the circuit, whatever real calls of that name say", async () => {
  const { runner, runAll } = createRunning([breakerCheck({ name: "db", state: "open" })]);
  for (let call = 0; call < 10; call++) runner.observe("db", false, 1);
  expect(only(await runAll())).toMatchObject({ passive: false, code: "open_circuit" });
});

async function look(check: Check) {
  return only(await createRunning([check]).runAll());
}

function answering(one: unknown): D1DatabaseLike {
  return { prepare: () => ({ first: async () => one }) };
}
