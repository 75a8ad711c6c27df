/** What rows of dependencies can be ordered by. */
export const dependencyOrders = [
  "dependency",
  "calls",
  "errors",
  "error_rate",
  "rate_per_second",
  "avg",
  "p50",
  "p90",
  "p99",
  "bytes_in",
  "bytes_out",
  "retries",
] as const;
export type DependencyOrder = (typeof dependencyOrders)[number];
