import { measures, type Measure } from "../core/measures.ts";

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
