import type { MetricKind } from "../core/metric.ts";
import { instrumentMakers, type InstrumentMakers, type RecordValue } from "./instrument-makers.ts";
import {
  checkRoom,
  checkSame,
  resolveInstrument,
  type InstrumentOptions,
  type InstrumentShape,
} from "./instrument-options.ts";

/** Instruments that may be made, and used, before there is an instance to count for. */
export interface LateInstruments extends InstrumentMakers {
  /** Makes all of them for an instance, and counts what has waited for it. */
  join(instruments: InstrumentMakers): void;
}

/** Values that wait for an instance. */
const maxWaiting = 1_000;

/** One instrument, as it was asked for. */
interface Draft {
  readonly shape: InstrumentShape;
  /** Undefined while there is no instance. */
  count: RecordValue | undefined;
}

/** @param ask makes the instance, where that is possible by now */
export function createLateInstruments(ask: () => void): LateInstruments {
  const drafts = new Map<string, Draft>();
  let joined: InstrumentMakers | undefined;
  let waiting: (() => void)[] = [];

  function draftOf(kind: MetricKind, name: string, options: InstrumentOptions): Draft {
    const shape = resolveInstrument(kind, name, options);
    const known = drafts.get(name);
    if (known !== undefined) {
      checkSame(known.shape, shape);
      return known;
    }
    checkRoom(name, drafts.size);
    const draft = { shape, count: joined && makeCount(joined, shape) };
    drafts.set(name, draft);
    return draft;
  }

  function counting(kind: MetricKind, name: string, options: InstrumentOptions): RecordValue {
    const draft = draftOf(kind, name, options);
    return (value, labels) => {
      if (draft.count === undefined) ask();
      if (draft.count !== undefined) draft.count(value, labels);
      else if (waiting.length < maxWaiting) {
        const kept = labels && { ...labels };
        waiting.push(() => draft.count?.(value, kept));
      }
    };
  }

  return {
    ...instrumentMakers(counting),
    join(instruments) {
      joined = instruments;
      for (const draft of drafts.values()) draft.count ??= makeCount(instruments, draft.shape);
      const counted = waiting;
      waiting = [];
      for (const count of counted) count();
    },
  };
}

function makeCount(
  instruments: InstrumentMakers,
  { kind, name, ...options }: InstrumentShape,
): RecordValue {
  if (kind === "counter") {
    const counter = instruments.counter(name, options);
    return (value, labels) => counter.add(value, labels);
  }
  if (kind === "gauge") {
    const gauge = instruments.gauge(name, options);
    return (value, labels) => gauge.set(value, labels);
  }
  const histogram = instruments.histogram(name, options);
  return (value, labels) => histogram.record(value, labels);
}
