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

/** The quantiles among them. */
export const quantiles: Readonly<Record<"p50" | "p90" | "p95" | "p99" | "p99_9", number>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p99_9: 0.999,
};

/** Finds the measure of a name. */
export function findMeasure(name: string): Measure | undefined {
  return measures.find((measure) => measure === name);
}
