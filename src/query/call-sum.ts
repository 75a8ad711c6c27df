import { durationsAt } from "../core/frame.ts";
import { metricScale } from "../core/metric.ts";
import { roundedMs } from "../core/rounded-ms.ts";
import { Histogram } from "../metrics/histogram.ts";
import { isErrorClass } from "./call-class.ts";
import type { CallSeries } from "./call-series.ts";

const secondMs = 1_000;

/** Durations in milliseconds, until the headers where it is HTTP. Quantiles are within 1.09 % of one that was recorded. */
export interface CallDurations {
  readonly avg: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** The figures of some calls; null is what cannot be known. */
export interface CallFigures {
  /** Each attempt is one. */
  readonly calls: number;
  /** Calls without an answer, unless the caller gave up, and those answered with a 5xx, 401, 403 or 429. */
  readonly errors: number;
  readonly error_rate: number;
  /** How many of each class, those of other 4xx and of calls that the caller gave up among them. */
  readonly error_classes: Readonly<Record<string, number>>;
  readonly rate_per_second: number;
  readonly duration_ms: CallDurations | null;
  /** What was received. */
  readonly bytes_in: number | null;
  /** What was sent. */
  readonly bytes_out: number | null;
  readonly retries: number | null;
}

/** Adds up series of calls. */
export class CallSum {
  readonly #durations = new Histogram();
  readonly #classes = new Map<string, number>();
  readonly #numbers = [0, 0, 0, 0];
  #retries = 0;

  add({ value, isRetry, class: itsClass }: CallSeries): void {
    if (isRetry) {
      this.#retries += Math.round((value[0] ?? 0) / metricScale);
      return;
    }
    const before = this.#durations.count;
    this.#durations.merge(value, durationsAt);
    for (const index of this.#numbers.keys()) {
      this.#numbers[index] = (this.#numbers[index] ?? 0) + (value[index] ?? 0);
    }
    if (itsClass === undefined) return;
    const count = this.#durations.count - before;
    this.#classes.set(itsClass, (this.#classes.get(itsClass) ?? 0) + count);
  }

  /** @param knowsRetries false for a part of a dependency, for they are not counted by operation */
  figures(lengthMs: number, knowsRetries: boolean): CallFigures {
    const calls = this.#durations.count;
    const classes = [...this.#classes].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const errors = classes.reduce(
      (sum, [name, count]) => sum + (isErrorClass(name) ? count : 0),
      0,
    );
    const [bytesIn = 0, bytesInKnown = 0, bytesOut = 0, bytesOutKnown = 0] = this.#numbers;
    return {
      calls,
      errors,
      error_rate: calls === 0 ? 0 : errors / calls,
      error_classes: Object.fromEntries(classes),
      rate_per_second: calls / (lengthMs / secondMs),
      duration_ms: calls === 0 ? null : this.#durationsMs(),
      bytes_in: bytesInKnown === 0 ? null : bytesIn,
      bytes_out: bytesOutKnown === 0 ? null : bytesOut,
      retries: knowsRetries ? this.#retries : null,
    };
  }

  #durationsMs(): CallDurations {
    const { sumUs, count } = this.#durations;
    return {
      avg: roundedMs(sumUs / secondMs / count),
      p50: this.#quantileMs(0.5),
      p90: this.#quantileMs(0.9),
      p99: this.#quantileMs(0.99),
    };
  }

  #quantileMs(q: number): number {
    return roundedMs((this.#durations.quantile(q) ?? 0) * secondMs);
  }
}
