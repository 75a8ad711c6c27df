import type { Correlation } from "../core/correlation.ts";
import type { Observation } from "../core/observation.ts";
import { classOf, secondBounds } from "./classic-bounds.ts";
import { unmatchedRoute } from "./frame-recorder.ts";
import { bucketIndex } from "./histogram.ts";

/** A request that stands for others of its bucket, by its trace. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly durationMs: number;
  readonly timeMs: number;
}

interface Slot {
  method: string;
  route: string;
  status: number;
  durationMs: number;
  timeMs: number;
  traceId: string;
  spanId: string;
}

/** A row for each class of durations, so that the many fast requests do not push the few slow ones out. */
const classCount = 32;
const slotsPerClass = 32;

/** Remembers the last sampled requests of this source, a few of each class of durations, in 100 KB at the most. */
export class Exemplars {
  readonly #slots: (Slot | undefined)[] = Array.from({ length: classCount * slotsPerClass });

  /** Allocates nothing once it has seen requests of this kind. */
  note(
    { method, route = unmatchedRoute, status, durationMs }: Observation,
    { traceId, spanId, traceFlags }: Correlation,
    timeMs: number,
  ): void {
    if (traceFlags !== "01" && (Number.parseInt(traceFlags, 16) & 1) === 0) return;
    const at = durationClass(durationMs) * slotsPerClass + hashOf(method, route, status);
    const slot = this.#slots[at];
    if (slot === undefined) {
      this.#slots[at] = { method, route, status, durationMs, timeMs, traceId, spanId };
      return;
    }
    slot.method = method;
    slot.route = route;
    slot.status = status;
    slot.durationMs = durationMs;
    slot.timeMs = timeMs;
    slot.traceId = traceId;
    slot.spanId = spanId;
  }

  /** Those of each series, one a class of durations at the most. */
  bySeries(): Map<string, Exemplar[]> {
    const found = new Map<string, Exemplar[]>();
    for (const slot of this.#slots) {
      if (slot === undefined) continue;
      const { method, route, status, durationMs, timeMs, traceId, spanId } = slot;
      const key = exemplarKey(method, route, String(status));
      const exemplars = found.get(key) ?? [];
      exemplars.push({ durationMs, timeMs, traceId, spanId });
      found.set(key, exemplars);
    }
    return found;
  }
}

/** Names a series among those of a service. */
export function exemplarKey(method: string, route: string, status: string): string {
  return `${method} ${status} ${route}`;
}

/** The place of a duration among the bounds that requests are exposed with. */
export function durationClass(durationMs: number): number {
  return durationMs > 0 && durationMs < Infinity
    ? classOf(bucketIndex(durationMs / 1_000), secondBounds)
    : 0;
}

function hashOf(method: string, route: string, status: number): number {
  const last = route.charCodeAt(route.length - 1);
  return (status + 7 * route.length + 13 * last + method.length) & (slotsPerClass - 1);
}
