import type { Frame, SeriesKey, SeriesValue } from "../core/frame.ts";
import { formatSeriesKey, frameStart } from "../core/frame.ts";
import { Histogram } from "./histogram.ts";

const maxRoutes = 200;
/** Keeps a bucket below the 2 MB of a row in a Durable Object. */
const maxSeries = 2_000;
/** The route label of what goes beyond `maxRoutes`. */
export const overflowRoute = "(other)";
/** The route label of requests that matched no route. */
export const unmatchedRoute = "(unmatched)";

/** Counts the requests of one source in one time bucket; allocates nothing a request once its series exist. */
export class FrameRecorder {
  readonly startMs: number;
  readonly #routes = new Map<string, Map<string, Map<number, Histogram>>>();
  readonly #dropped = new Map<string, number>();
  #started = 0;
  #finished = 0;
  #seriesCount = 0;

  constructor(timeMs: number) {
    this.startMs = frameStart(timeMs);
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** Requests observed so far. */
  get finished(): number {
    return this.#finished;
  }

  /** What was given up, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  begin(): void {
    this.#started++;
  }

  drop(reason: string, count: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  observe(method: string, route: string, status: number, durationMs: number): void {
    this.#finished++;
    this.#histogram(method, route, status).record(durationMs);
  }

  #histogram(method: string, route: string, status: number): Histogram {
    let methods = this.#routes.get(route);
    if (methods === undefined) {
      const isFull = this.#routes.size >= maxRoutes || this.#seriesCount >= maxSeries;
      if (isFull && route !== overflowRoute) {
        return this.#histogram(method, overflowRoute, status);
      }
      methods = new Map();
      this.#routes.set(route, methods);
    }
    let statuses = methods.get(method);
    if (statuses === undefined) {
      statuses = new Map();
      methods.set(method, statuses);
    }
    let histogram = statuses.get(status);
    if (histogram === undefined) {
      histogram = new Histogram();
      statuses.set(status, histogram);
      this.#seriesCount++;
    }
    return histogram;
  }

  /** Returns what was counted; the recorder must not be used any more. */
  toFrame(service: string): Frame {
    const series: Record<SeriesKey, SeriesValue> = {};
    for (const [route, methods] of this.#routes) {
      for (const [method, statuses] of methods) {
        for (const [status, histogram] of statuses) {
          series[formatSeriesKey({ service, method, route, status: String(status) })] =
            histogram.toValue();
        }
      }
    }
    return {
      startMs: this.startMs,
      started: this.#started,
      dropped: Object.fromEntries(this.#dropped),
      series,
    };
  }
}
