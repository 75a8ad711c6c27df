import { frameMs, labelNames, type Frame } from "../core/frame.ts";
import type { Batch } from "../core/store.ts";

const maxSourceLength = 128;
const maxFrames = 4_000;
/** More than a source keeps while its store cannot be reached. */
const maxSeries = 25_000;
const maxKeyLength = 8_192;
const maxBuckets = 2_048;

/**
 * Checks a batch before anything of it is applied: it may come from another release, or from somebody who lies.
 *
 * @throws TypeError naming what is wrong.
 */
export function checkBatch(batch: Batch): void {
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
  refuseUnless(series <= maxSeries, `it holds more than ${maxSeries} series`);
}

/** Returns how many series the frame has. */
function checkFrame(frame: Frame): number {
  refuseUnless(typeof frame === "object" && frame !== null, "a frame is no object");
  const { startMs, started, dropped, series } = frame;
  refuseUnless(
    isCount(startMs) && startMs % frameMs === 0,
    "a frame begins at no multiple of 10 s",
  );
  refuseUnless(isCount(started), "a frame's started is no count");
  refuseUnless(
    isRecord(dropped) && Object.values(dropped).every(isCount),
    "a frame's dropped are no counts",
  );
  refuseUnless(isRecord(series), "a frame's series are no record");
  const entries = Object.entries(series);
  for (const [key, value] of entries) {
    refuseUnless(isSeriesKey(key), "a series has no key of labels");
    refuseUnless(isSeriesValue(value), "a series has no counts");
  }
  return entries.length;
}

function isSeriesKey(key: string): boolean {
  if (key.length > maxKeyLength) return false;
  try {
    const labels: unknown = JSON.parse(key);
    return (
      Array.isArray(labels) &&
      labels.length === labelNames.length &&
      labels.every((label) => typeof label === "string")
    );
  } catch {
    return false;
  }
}

function isSeriesValue(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 3 || value.length > maxBuckets) return false;
  const [sumUs, zero, offset, ...counts]: unknown[] = value;
  return isCount(sumUs) && isCount(zero) && isOffset(offset) && counts.every(isCount);
}

function isOffset(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && Math.abs(value) <= maxBuckets;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseUnless(isRight: boolean, state: string): void {
  if (!isRight) throw new TypeError(`Cannot apply the batch: ${state}; nothing of it was counted`);
}
