/** List prices in dollars, without what plans include. */
export const prices = {
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
