import type { Observation } from "../../src/core/observation.ts";

/** A request as it is counted, of which nothing more is known. */
export function observed(
  method = "GET",
  route: string | undefined = "/orders",
  status = 200,
  durationMs = 1,
  more: Partial<Observation> = {},
): Observation {
  const unknown = { bytesIn: undefined, bytesOut: undefined, cpuMs: undefined, labels: undefined };
  return { ...unknown, method, route, status, durationMs, ...more };
}
