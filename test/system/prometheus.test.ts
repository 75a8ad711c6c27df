import process from "node:process";
import { expect, test } from "vitest";
import { runtimes } from "../../scripts/start/runtime-command.ts";
import { sendLoad } from "../../scripts/traffic/load.ts";
import { until } from "./deadline.ts";
import { send } from "./http-client.ts";
import { startOrders, temporaryFolder, token, type OrdersServer } from "./orders-server.ts";
import { promtoolSays, startPrometheus, type Prometheus } from "./prometheus-server.ts";

const isLong = process.env["EDGEWATCH_LONG"] === "1";
const loadRequests = isLong ? 6_000 : 300;
const loadRate = isLong ? 100 : 0;
const count = "http_server_request_duration_seconds_count";
const bucket = "http_server_request_duration_seconds_bucket";
const native = "http_server_request_duration_seconds";
const slow = `http_route="/slow"`;
const scrapeDeadlineMs = 15_000;

test(
  "Prometheus tells of four runtimes, two processes of one and a restart of each, what was sent to them",
  { timeout: 300_000 },
  async () => {
    const folders = new Map(runtimes.map((runtime) => [runtime, temporaryFolder()]));
    async function start(runtime: (typeof runtimes)[number], port = "0"): Promise<OrdersServer> {
      const env = { PORT: port };
      return await startOrders(runtime, folders.get(runtime) ?? "", undefined, env);
    }
    const first = await Promise.all(runtimes.map((runtime) => start(runtime)));
    const text = await startPrometheus(first, ["exemplar-storage"]);
    const binary = await startPrometheus(first, ["exemplar-storage", "native-histograms"]);
    const both = [text, binary];

    // A rise from nothing cannot be told: the first requests are there to be seen before the others.
    const before = await loadAll(first, 1);
    for (const prometheus of both) await untilCounted(prometheus, before);
    // A second process on the SQLite file of the first: whoever is scraped tells of both.
    const twin = await start("node");
    const [twinLoad = 0] = await loadAll([twin], 4);
    const byTwin = runtimes.map((runtime) => (runtime === "node" ? twinLoad : 0));
    const middle = sum(sum(before, byTwin), await loadAll(first, 2));
    for (const prometheus of both) await untilCounted(prometheus, middle);

    const trace = "0123456789abcdef0123456789abcdef";
    for (const { url } of first) {
      const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
      await send(url, { path: "/slow", headers });
    }
    for (const prometheus of both) {
      await until("the exemplar", () => hasExemplar(prometheus, trace), scrapeDeadlineMs);
    }

    await Promise.all([twin, ...first].map((server) => server.stop()));
    const second = await Promise.all(first.map(({ runtime, url }) => start(runtime, url.port)));
    const after = sum(middle, await loadAll(second, 3)).map((value) => value + 1);
    for (const prometheus of both) await untilCounted(prometheus, after);

    for (const [index, { runtime, url }] of second.entries()) {
      const own = `instance="${runtime}"`;
      const rise = (after[index] ?? 0) - (before[index] ?? 0);
      // Prometheus extends what it has seen to the ends of the range.
      const risen = await text.number(`sum(increase(${count}{${own}}[10m]))`);
      expect(Math.abs(risen / rise - 1), runtime).toBeLessThan(0.15);
      expect(await text.number(`sum(resets(${count}{${own}}[10m]))`), runtime).toBe(0);
      expect(await binary.number(`sum(histogram_count(${native}{${own}}))`), runtime).toBe(
        after[index],
      );
      const p50 = await slowMedian(url);
      const classic = await text.number(
        `histogram_quantile(0.5, sum by (le) (rate(${bucket}{${own},${slow}}[10m])))`,
      );
      expect(Math.abs(Math.log2(classic / p50)), `${runtime}: ${classic}`).toBeLessThan(1);
      const exact = await binary.number(`histogram_quantile(0.5, sum(${native}{${own},${slow}}))`);
      expect(Math.abs(exact / p50 - 1), `${runtime}: ${exact}`).toBeLessThan(0.03);
      expect(await text.number(`up{${own}}`)).toBe(1);
      expect(promtoolSays(await metricsText(url)), runtime).toBe("");
    }
  },
);

async function loadAll(servers: readonly OrdersServer[], seed: number): Promise<number[]> {
  const load = { requests: loadRequests, rate: loadRate, concurrency: 20, seed };
  const results = await Promise.all(servers.map(({ url }) => sendLoad({ ...load, url })));
  for (const { unanswered } of results) expect(unanswered.rows()).toEqual([]);
  return results.map(({ answers }) => answers.total);
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

async function untilCounted(prometheus: Prometheus, expected: readonly number[]): Promise<void> {
  for (const [index, runtime] of runtimes.entries()) {
    const own = `{instance="${runtime}"}`;
    const counted = `sum(${count}${own} or histogram_count(${native}${own}))`;
    await until(
      `${expected[index]} requests of ${runtime} to be scraped`,
      async () => (await prometheus.number(counted)) === expected[index],
      scrapeDeadlineMs,
    );
  }
}

/** Whether it has been stored for each of the runtimes. */
async function hasExemplar(prometheus: Prometheus, trace: string): Promise<boolean> {
  for (const runtime of runtimes) {
    const found = await prometheus.exemplars(`{instance="${runtime}",${slow}}`);
    if (!found.some(({ labels }) => labels["trace_id"] === trace)) return false;
  }
  return true;
}

/** In seconds, by Edgewatch itself. */
async function slowMedian(url: URL): Promise<number> {
  const response = await fetch(new URL("/_edgewatch/api/usage?from=-1h&route=/slow", url), {
    headers: { authorization: `Bearer ${token}` },
  });
  const answer: { total: { duration_ms: { p50: number } } } = await response.json();
  return answer.total.duration_ms.p50 / 1_000;
}

async function metricsText(url: URL): Promise<string> {
  const response = await fetch(new URL("/metrics", url), {
    headers: { authorization: `Bearer ${token}`, accept: "text/plain", "accept-encoding": "gzip" },
  });
  return await response.text();
}
