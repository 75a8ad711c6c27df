import process from "node:process";
import { describe, expect, test } from "vitest";
import { runtimes } from "../../scripts/start/runtime-command.ts";
import { sendLoad } from "../../scripts/traffic/load.ts";
import { Tally } from "../../scripts/traffic/tally.ts";
import { countedByMetrics, countedByUsage } from "./counted.ts";
import { until } from "./deadline.ts";
import { startOrders, temporaryFolder } from "./orders-server.ts";

const requestCount = process.env["EDGEWATCH_LONG"] === "1" ? 10_000 : 2_000;
const longer = { timeout: 300_000 };
const asFastAsPossible = { rate: 0, concurrency: 50 };

/** The example's window, and what a flush may take on a machine that is busy with the load. */
const windowMs = 1_000 + 500;

describe.each(runtimes)("on %s", (runtime) => {
  test(
    "every request is counted once by route, method and status, and stays so over a restart",
    longer,
    async () => {
      const folder = temporaryFolder();
      const first = await startOrders(runtime, folder);
      const load = { ...asFastAsPossible, url: first.url };
      const { answers, unanswered } = await sendLoad({ ...load, requests: requestCount, seed: 1 });
      expect(unanswered.rows()).toEqual([]);
      expect((await countedByUsage(first, answers.total)).rows()).toEqual(answers.rows());
      expect((await countedByMetrics(first)).rows()).toEqual(answers.rows());

      // Nobody asks in between: it is the end itself that has to write what this load leaves behind.
      const more = await sendLoad({ ...load, requests: 500, seed: 2 });
      expect(await first.stop("SIGTERM")).toBe(0);

      const second = await startOrders(runtime, folder);
      const all = Tally.of([...answers.rows(), ...more.answers.rows()]).rows();
      expect((await countedByUsage(second, 0)).rows()).toEqual(all);
      expect((await countedByMetrics(second)).rows()).toEqual(all);
    },
  );

  test("kill -9 under load loses at most one window, and counts nothing twice", async () => {
    const folder = temporaryFolder();
    const first = await startOrders(runtime, folder);
    const answeredMs: number[] = [];
    const startMs = performance.now();
    const running = sendLoad({
      ...{ url: first.url, requests: 100_000, rate: 400, concurrency: 50, seed: 3 },
      onProgress: () => answeredMs.push(performance.now()),
    });
    await until("windows to pass", () => performance.now() > startMs + 2 * windowMs, 30_000);
    const killedMs = performance.now();
    await first.kill();
    const { answers, unanswered } = await running;

    const second = await startOrders(runtime, folder);
    const counted = await countedByUsage(second, 0);
    const safe = answeredMs.filter((timeMs) => timeMs < killedMs - windowMs).length;
    expect(withoutInner(counted).total).toBeGreaterThanOrEqual(safe);
    // Whatever was counted without an answer belongs to a request that waited for one.
    const tooMany = byRoute(counted).minus(byRoute(answers)).minus(byRoute(unanswered));
    expect(tooMany.rows().filter((row) => row.requests > 0)).toEqual([]);
  });
});

/** Without the requests that the server sends to itself. */
function withoutInner(tally: Tally): Tally {
  return Tally.of(tally.rows().filter(({ route }) => route !== "/warehouse/:sku"));
}

/** By route and method alone; the answer to a request that the server sent itself is known by its outer one. */
function byRoute(tally: Tally): Tally {
  const routes = new Tally();
  for (const { route, method, requests } of withoutInner(tally).rows()) {
    routes.add({ route, method, status: "any", requests });
  }
  return routes;
}
