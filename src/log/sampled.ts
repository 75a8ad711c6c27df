import { severityNumber, severityOf, type Threshold } from "../core/level.ts";
import type { LogRecord, LogSink, LogTarget } from "./log-record.ts";
import { selecting } from "./selecting.ts";

export interface SampleOptions {
  /** Share of traces to write, from 0 to 1. */
  readonly rate: number;
  /** What is written whatever the share. @default "warn" */
  readonly keepLevel?: Threshold | undefined;
  /** Keeps a record by what it says, such as a slow request: sampling at the tail. */
  readonly keep?: ((record: LogRecord) => boolean) | undefined;
}

const maxTracePart = 2 ** 56;

/**
 * Writes a share of all traces, whole: the same trace is in or out on every service and at every rate above its own.
 *
 * Source: OpenTelemetry, consistent probability sampling: the last 56 bits of the trace id are its random number.
 *
 * @throws RangeError when the rate is not from 0 to 1.
 */
export function sampled(sink: LogSink, options: SampleOptions): LogTarget {
  const { rate, keepLevel = "warn", keep = () => false } = options;
  if (!(rate >= 0 && rate <= 1)) {
    throw new RangeError(`Cannot sample at the rate ${rate}: give a share from 0 to 1`);
  }
  const keepSeverity = severityOf(keepLevel);
  return selecting(sink, (record) => {
    const { correlation } = record;
    const isKept =
      correlation === undefined ||
      severityNumber[record.level] >= keepSeverity ||
      isSampled(correlation.traceId, rate) ||
      keep(record);
    return isKept ? [record] : [];
  });
}

/** Tells whether a trace belongs to the share `rate`. */
export function isSampled(traceId: string, rate: number): boolean {
  if (rate >= 1) return true;
  const random = Number.parseInt(traceId.slice(-14), 16);
  return random >= maxTracePart * (1 - rate);
}
