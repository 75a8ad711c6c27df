import type { MetricKind } from "../core/metric.ts";
import type { InstrumentOptions } from "./instrument-options.ts";
import type { MetricLabels } from "./metric-handles.ts";

/** Adds up. */
export interface Counter {
  /** @param value finite, and not below zero. @default 1 */
  add(value?: number, labels?: MetricLabels): void;
}

/** Tells how much there is of something. */
export interface Gauge {
  set(value: number, labels?: MetricLabels): void;
}

/** Counts how values are distributed. */
export interface ValueHistogram {
  /** @param value finite, and not below zero */
  record(value: number, labels?: MetricLabels): void;
}

/** Makes metrics of the user's own; the same one for the same name. */
export interface InstrumentMakers {
  counter(name: string, options?: InstrumentOptions): Counter;
  gauge(name: string, options?: InstrumentOptions): Gauge;
  histogram(name: string, options?: InstrumentOptions): ValueHistogram;
}

/** Counts one value of an instrument. */
export type RecordValue = (value: number, labels: MetricLabels | undefined) => void;

/**
 * Gives what counts values the face of each kind of instrument.
 *
 * @param make makes what counts the values of one
 */
export function instrumentMakers(
  make: (kind: MetricKind, name: string, options: InstrumentOptions) => RecordValue,
): InstrumentMakers {
  return {
    counter(name, options = {}) {
      const record = make("counter", name, options);
      return { add: (value = 1, labels) => record(value, labels) };
    },
    gauge(name, options = {}) {
      const record = make("gauge", name, options);
      return { set: (value, labels) => record(value, labels) };
    },
    histogram(name, options = {}) {
      const record = make("histogram", name, options);
      return { record: (value, labels) => record(value, labels) };
    },
  };
}
