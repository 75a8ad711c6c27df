import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Check } from "../../src/health/check.ts";
import { CheckRunner } from "../../src/health/check-runner.ts";
import { d1Check } from "../../src/health/d1-check.ts";
import { durableObjectCheck } from "../../src/health/durable-object-check.ts";
import { kvCheck } from "../../src/health/kv-check.ts";
import { queryCheck } from "../../src/health/query-check.ts";
import { r2Check } from "../../src/health/r2-check.ts";
import { only } from "./runners.ts";

const { DATABASE: database, CACHE: cache, BUCKET: bucket, EDGEWATCH: objects } = env;
const settings = { timeoutMs: 10_000 };
/** The first call of an object loads what it is made of. */
const options = { totalTimeoutMs: 10_000 };
const leaf = { name: "health", shards: 1, index: 0 };

describe("checks of bindings on workerd", () => {
  test("pass where they answer, also of keys that are not there", async () => {
    const runner = new CheckRunner(
      [
        d1Check("d1", database),
        kvCheck("kv", cache),
        r2Check("r2", bucket),
        durableObjectCheck("object", objects, (stub) => stub.notes(), settings),
      ],
      options,
    );
    const reports = await runner.runAll();
    expect(reports.map(({ name, status, code }) => [name, status, code])).toEqual(
      ["d1", "kv", "r2", "object"].map((name) => [name, "pass", undefined]),
    );
  });

  test.for([
    ["a table that is not there", queryCheck("d1", () => find("no_such_table"))],
    ["a key that is too long for KV", kvCheck("kv", cache, { key: "x".repeat(600) })],
    ["a key that is too long for R2", r2Check("r2", bucket, { key: "x".repeat(2_000) })],
    ["an object that throws", durableObjectCheck("object", objects, failInside, settings)],
  ] as const)("fail at %s, and say nothing of it but a code", async ([, check]) => {
    const report = await look(check);
    expect(report).toMatchObject({ status: "fail" });
    expect(report.code).toMatch(/^(?:unknown|http_4xx|bad_reply)$/);
    expect(JSON.stringify(report)).not.toMatch(/no_such_table|xxx/);
  });

  test("pass again after an object has thrown: the stub is a new one", async () => {
    let isFailing = true;
    const check = durableObjectCheck(
      "object",
      objects,
      (stub) => (isFailing ? failInside(stub) : stub.notes()),
      { ...settings, ttlMs: 0 },
    );
    const runner = new CheckRunner([check], options);
    expect(only(await runner.runAll()).status).toBe("fail");
    isFailing = false;
    expect(only(await runner.runAll()).history.map(({ to }) => to)).toEqual(["fail", "pass"]);
  });
});

async function find(table: string): Promise<unknown> {
  return await database.prepare(`SELECT 1 FROM ${table}`).first();
}

/** The object reads what it is given as JSON. */
function failInside(stub: ReturnType<typeof objects.getByName>): unknown {
  return stub.apply("no batch", leaf);
}

async function look(check: Check) {
  return only(await new CheckRunner([check], options).runAll());
}
