import type { Clock } from "../core/clock.ts";
import { LabelTexts } from "../core/label-texts.ts";
import type { MetricKind } from "../core/metric.ts";
import { HandleBudget } from "./handle-budget.ts";
import { instrumentMakers, type InstrumentMakers, type RecordValue } from "./instrument-makers.ts";
import {
  checkRoom,
  checkSame,
  resolveInstrument,
  type InstrumentOptions,
  type InstrumentShape,
} from "./instrument-options.ts";
import type { MetricHandle } from "./metric-handle.ts";
import { MetricHandles, type MetricLabels } from "./metric-handles.ts";
import type { Recorder } from "./recorder.ts";

/** Makes metrics of the user's own, and tells which there are. */
export interface Instruments extends InstrumentMakers {
  /** What has been made so far, by name. */
  readonly shapes: ReadonlyMap<string, InstrumentShape>;
}

export interface InstrumentsContext {
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Sees to it that what was just recorded gets written. */
  readonly touch: (nowMs: number) => void;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Hears of what failed inside; recording itself never throws. */
  readonly onFailure: (error: unknown) => void;
}

/** Values that wait for a clock. */
const maxEarly = 1_000;

/** Makes what a user counts with beside requests. */
export function createInstruments(context: InstrumentsContext): Instruments {
  const { recorder, clock, touch, redact, onFailure } = context;
  const shapes = new Map<string, InstrumentShape>();
  const records = new Map<string, RecordValue>();
  const budget = new HandleBudget();
  const texts = new LabelTexts(redact);
  let early: (readonly [MetricHandle, number])[] = [];
  let tooEarly = 0;

  function count(nowMs: number, handle: MetricHandle, value: number): void {
    if (nowMs <= 0) {
      // In the module scope of workerd clocks stand at zero, and no timer may be started.
      if (early.length < maxEarly) early.push([handle, value]);
      else tooEarly++;
      return;
    }
    if (early.length > 0) countEarly(nowMs);
    recorder.record(nowMs, handle, value);
    touch(nowMs);
  }

  function countEarly(nowMs: number): void {
    for (const [handle, value] of early) recorder.record(nowMs, handle, value);
    if (tooEarly > 0) recorder.drop(nowMs, "metric_value", tooEarly);
    early = [];
    tooEarly = 0;
  }

  function make(kind: MetricKind, name: string, options: InstrumentOptions): RecordValue {
    const shape = resolveInstrument(kind, name, options);
    const before = shapes.get(name);
    if (before !== undefined) checkSame(before, shape);
    const made = records.get(name);
    if (made !== undefined) return made;
    checkRoom(name, shapes.size);
    const metric = { kind, name, unit: shape.unit, labels: [] };
    const handles = new MetricHandles(metric, shape.labels, (text) => texts.of(text), budget);
    budget.join(handles);
    function record(value: number, labels: MetricLabels | undefined): void {
      try {
        const nowMs = clock.now();
        const known = handles.find(labels);
        count(nowMs, known ?? handles.resolve(labels), value);
        if (known !== undefined || nowMs <= 0) return;
        const unknown = handles.countUnknown(labels);
        if (unknown > 0) recorder.drop(nowMs, "metric_labels", unknown);
      } catch (error) {
        onFailure(error);
      }
    }
    shapes.set(name, shape);
    records.set(name, record);
    return record;
  }

  return { ...instrumentMakers(make), shapes };
}
