/** List prices in dollars, without what plans include. */
const prices = {
  /** Cloudflare Durable Objects (developers.cloudflare.com/durable-objects/platform/pricing, 2026-11). */
  durableObjects: {
    perMillionRequests: 0.15,
    perMillionRowsWritten: 1,
    perMillionGbSeconds: 12.5,
    /** An object is billed for 128 MB while it is active. */
    gbActive: 0.128,
  },
  /** Upstash Redis, pay as you go (upstash.com/pricing/redis, 2026-11). */
  redis: { perMillionCommands: 2 },
} as const;

export const shards = 4;
export const monthDays = 30;
/** CPU and waiting of one flush in an object; an assumption. */
export const activeMsPerFlush = 3;
export const commandsPerFlush = 3;
/** Rolling up every 15 minutes, as the server counts it in the tests. */
export const rollupCommandsPerDay = 3_800;
const alarmsPerMonth = shards * monthDays * 24 * 60;
const million = 1e6;

/** The rows that a Durable Object writes, as docs/cost.md has counted them by running the engine. */
export interface WrittenRows {
  readonly perFlush: number;
  readonly rollupsPerDay: number;
}

const writtenRows: WrittenRows = { perFlush: 1, rollupsPerDay: 13_143 };

/** What flushes cost in Durable Objects, in dollars. */
export function durableObjectsCost(flushes: number, { perFlush } = writtenRows): number {
  const price = prices.durableObjects;
  const gbSeconds = ((flushes * activeMsPerFlush) / 1_000) * price.gbActive;
  return (
    (flushes / million) * price.perMillionRequests +
    ((flushes * perFlush) / million) * price.perMillionRowsWritten +
    (gbSeconds / million) * price.perMillionGbSeconds
  );
}

/** What flushes cost in Redis, in dollars. */
export function redisCost(flushes: number): number {
  return (flushes * commandsPerFlush * prices.redis.perMillionCommands) / million;
}

/** What a month costs with so many flushes in it, rolling up included, in dollars. */
export function monthlyCost(
  flushes: number,
  rows: WrittenRows = writtenRows,
): { readonly durableObjects: number; readonly redis: number } {
  const price = prices.durableObjects;
  const rolledUp = rows.rollupsPerDay * monthDays * shards + alarmsPerMonth;
  const upkeep =
    (rolledUp / million) * price.perMillionRowsWritten +
    (alarmsPerMonth / million) * price.perMillionRequests;
  const commands = rollupCommandsPerDay * monthDays;
  return {
    durableObjects: durableObjectsCost(flushes, rows) + upkeep,
    redis: redisCost(flushes) + (commands / million) * prices.redis.perMillionCommands,
  };
}
