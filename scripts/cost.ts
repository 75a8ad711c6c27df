/**
 * Says what a month costs on each store, for several loads: `node scripts/cost.ts` prints docs/cost.md.
 *
 * Rows are counted by running the store's engine; prices are list prices.
 */
import { countRows } from "./cost/rollup-rows.ts";
import {
  activeMsPerFlush,
  commandsPerFlush,
  durableObjectsCost,
  monthDays,
  monthlyCost,
  redisCost,
  rollupCommandsPerDay,
  shards,
} from "../src/page/monthly-cost.ts";
import { flushesPerMonth, monthSeconds, traffics, type Traffic } from "./cost/traffic.ts";

const rows = countRows();
const million = 1e6;

console.log(`# What it costs

A flush is what an isolate sends every 10 s, or after 1,000 requests. Cost grows with flushes, and not with requests, routes or
consumers. The figures below are list prices for a month of steady load, without what a plan includes; \`node scripts/cost.ts\` makes
this page, and counts rows by running the engine.

## A month

${table([
  ["requests/s", "isolates", "requests a flush", "Durable Objects", "Redis", "SQLite, hub"],
  ...traffics.map(monthRow),
])}

How many isolates serve a load is an assumption: Cloudflare does not tell. Twice as many cost twice as much.

## What that is made of

- **Durable Objects** (${shards} shards): ${rows.perFlush.toFixed(2)} rows, one request and about ${activeMsPerFlush} ms of 128 MB a flush; $1 a million rows, $0.15 a million
  requests, $12.50 a million GB-s. Rolling up and forgetting write ${rows.rollupsPerDay.toLocaleString("en")} rows a day in each shard at the most, however high the
  load: $${((rows.rollupsPerDay * monthDays * shards) / million).toFixed(2)} a month together. It stops when no data arrives.
- **Redis** (Upstash, pay as you go): ${commandsPerFlush} commands a flush (EVAL, MGET, SET), $2 a million commands; rolling up takes about ${rollupCommandsPerDay.toLocaleString("en")}
  commands a day.
- **SQLite** costs what its disk costs. A **hub** costs what its own store costs, and one HTTP request a flush.

## A million requests

${table([
  ["requests a flush", "rows written", "Durable Objects", "Redis commands", "Redis"],
  ...[10, 100, 1_000].map(millionRow),
])}
`);

function monthRow(traffic: Traffic): string[] {
  const flushes = flushesPerMonth(traffic);
  const requests = traffic.requestsPerSecond * monthSeconds;
  const { durableObjects, redis } = monthlyCost(flushes, rows);
  return [
    traffic.requestsPerSecond.toLocaleString("en"),
    traffic.isolates.toLocaleString("en"),
    Math.round(requests / flushes).toLocaleString("en"),
    dollars(durableObjects),
    dollars(redis),
    "$0",
  ];
}

function millionRow(requestsPerFlush: number): string[] {
  const flushes = million / requestsPerFlush;
  return [
    requestsPerFlush.toLocaleString("en"),
    Math.round(flushes * rows.perFlush).toLocaleString("en"),
    dollars(durableObjectsCost(flushes, rows)),
    (flushes * commandsPerFlush).toLocaleString("en"),
    dollars(redisCost(flushes)),
  ];
}

function dollars(amount: number): string {
  return amount < 0.1 ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
}

function table(lines: readonly (readonly string[])[]): string {
  const [header = [], ...body] = lines;
  const rule = header.map(() => "---:");
  return [header, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
