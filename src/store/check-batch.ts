import { isCount } from "../core/is-count.ts";
import { endOfTimeMs, frameMs, type Frame } from "../core/frame.ts";
import { isOwnLabelName, labelNames, maxOwnLabels } from "../core/labels.ts";
import { BatchRefusedError, type Batch } from "../core/store.ts";
import { isSketchText } from "../metrics/consumer-sketch.ts";
import { areGroups } from "./check-groups.ts";
import { areMetrics } from "./check-metrics.ts";
import { isSeriesValue } from "./is-series-value.ts";

const maxSourceLength = 128;
const maxFrames = 4_000;
/** More than a source keeps while its store cannot be reached; metrics are counted as series are. */
const maxSeries = 25_000;
const maxKeyLength = 8_192;
const maxReasons = 100;
const maxReasonLength = 256;

/**
 * Checks a batch before anything of it is applied: it may come from another release, or from somebody who lies.
 *
 * @throws BatchRefusedError naming what is wrong.
 */
export function checkBatch(batch: Batch): void {
  refuseUnless(typeof batch === "object" && batch !== null, "it is no object");
  const { source, sequence, frames } = batch;
  refuseUnless(
    typeof source === "string" && source.length <= maxSourceLength,
    "source is no short text",
  );
  refuseUnless(
    Number.isSafeInteger(sequence) && sequence > 0,
    "sequence is no whole number from 1",
  );
  refuseUnless(
    Array.isArray(frames) && frames.length <= maxFrames,
    `frames is no list of up to ${maxFrames}`,
  );
  let series = 0;
  for (const frame of frames) series += checkFrame(frame);
  const starts = new Set(frames.map(({ startMs }) => startMs));
  refuseUnless(starts.size === frames.length, "two of its frames begin at the same time");
  refuseUnless(series <= maxSeries, `it holds more than ${maxSeries} series`);
}

/** Returns how many series and metrics the frame has. */
function checkFrame(frame: Frame): number {
  refuseUnless(typeof frame === "object" && frame !== null, "a frame is no object");
  const { startMs, started, dropped, series, otherConsumers, groups, metrics } = frame;
  refuseUnless(
    isCount(startMs) && startMs <= endOfTimeMs && startMs % frameMs === 0,
    "a frame begins at no multiple of 10 s",
  );
  refuseUnless(isCount(started), "a frame's started is no count");
  refuseUnless(
    isPairs(dropped) && dropped.length <= maxReasons && dropped.every(isDropped),
    "a frame's dropped are no counts",
  );
  refuseUnless(isPairs(series), "a frame's series are no list of pairs");
  for (const [key, value] of series) {
    refuseUnless(isSeriesKey(key), "a series has no key of labels");
    refuseUnless(isSeriesValue(value), "a series has no counts");
  }
  refuseUnless(
    otherConsumers === undefined || isSketchText(otherConsumers),
    "a frame's otherConsumers is no sketch",
  );
  refuseUnless(areGroups(groups), "a frame's groups are none of failures");
  refuseUnless(areMetrics(metrics), "a frame's metrics are none");
  return series.length + (metrics?.length ?? 0);
}

function isDropped([reason, count]: readonly unknown[]): boolean {
  return typeof reason === "string" && reason.length <= maxReasonLength && isCount(count);
}

function isSeriesKey(key: unknown): boolean {
  if (typeof key !== "string" || key.length > maxKeyLength) return false;
  try {
    const labels: unknown = JSON.parse(key);
    return (
      Array.isArray(labels) &&
      labels.every((label) => typeof label === "string") &&
      isLabels(labels) &&
      isCanonical(labels, key)
    );
  } catch {
    return false;
  }
}

/** Tells whether this is the key that `formatSeriesKey` writes: two for the same labels would be counted apart. */
function isCanonical(labels: readonly string[], key: string): boolean {
  if (JSON.stringify(labels) !== key) return false;
  if (labels.length <= labelNames.length) return labels.at(-1) !== "";
  let before = "";
  for (let i = labelNames.length; i < labels.length; i += 2) {
    const name = labels[i] ?? "";
    if (name <= before || labels[i + 1] === "") return false;
    before = name;
  }
  return true;
}

/** Method and status are never given up when a row gets full, so that they may not be just anything. */
function isLabels(labels: readonly string[]): boolean {
  const [, method = "", , status = ""] = labels;
  if (!/^[A-Z_]{1,16}$/.test(method) || !/^[1-9]\d\d$/.test(status)) return false;
  const own = labels.slice(labelNames.length);
  return (
    own.length % 2 === 0 &&
    own.length <= 2 * maxOwnLabels &&
    own.every((text, index) => index % 2 === 1 || isOwnLabelName(text))
  );
}

function isPairs(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

function refuseUnless(isRight: boolean, state: string): void {
  if (!isRight) {
    throw new BatchRefusedError(`Cannot apply the batch: ${state}; nothing of it was counted`);
  }
}
