import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { CheckRunner } from "../../src/health/check-runner.ts";
import { httpCheck } from "../../src/health/http-check.ts";
import { redisTcpCheck } from "../../src/health/redis-tcp-check.ts";
import { only } from "./runners.ts";

/** Made where workerd refuses timers, requests and random numbers. */
const atModuleScope = new CheckRunner([{ name: "db", run: () => true }]);

describe("CheckRunner in workerd", () => {
  test("can be made at module scope, and runs in what a request holds", async () => {
    const context = createExecutionContext();
    expect(only(await atModuleScope.runAll({ background: context })).status).toBe("pass");
    await waitOnExecutionContext(context);
  });

  test("says of a port at which nothing listens that it is refused, by HTTP and by TCP", async () => {
    const runner = new CheckRunner([
      httpCheck("http", "http://127.0.0.1:1/"),
      redisTcpCheck("tcp", { hostname: "127.0.0.1", port: 1 }),
    ]);
    const reports = await runner.runAll();
    expect(reports.map(({ status, code }) => [status, code])).toEqual([
      ["fail", "refused"],
      ["fail", "refused"],
    ]);
  });
});
