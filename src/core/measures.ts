/** The figures that are one number each: what rows can be ordered by, and what a chart can show. */
export const measures = [
  "requests",
  "errors",
  "error_rate",
  "rate_per_second",
  "availability",
  "burn_rate",
  "apdex",
  "avg",
  "p50",
  "p90",
  "p95",
  "p99",
  "p99_9",
  "bytes_in",
  "bytes_out",
  "cpu_ms",
  "unique_consumers",
] as const;
export type Measure = (typeof measures)[number];
