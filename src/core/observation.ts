import type { Labels } from "./labels.ts";

/** What counts of one request. */
export interface Observation {
  readonly method: string;
  /** The low-cardinality pattern; undefined where nothing matched. */
  readonly route: string | undefined;
  readonly status: number;
  readonly durationMs: number;
  /** Size of the request's content; undefined where it is not known. */
  readonly bytesIn: number | undefined;
  /** Size of the response's content; undefined where it is not known. */
  readonly bytesOut: number | undefined;
  /** Undefined where the platform does not tell, which is everywhere but in tail events. */
  readonly cpuMs: number | undefined;
  /** Consumer, country, colo and the user's own labels, as far as they are asked for. */
  readonly labels: Labels | undefined;
}
