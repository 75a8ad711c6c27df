import { isRecord } from "../core/is-record.ts";
import { isCount } from "../core/is-count.ts";
import type { Frame } from "../core/frame.ts";
import type { Reading, Receipt } from "../core/store.ts";

/** Reads a hub's receipt for so many frames; undefined when it is none. */
export function toReceipt(value: unknown, frames: number): Receipt | undefined {
  if (!isRecord(value)) return undefined;
  const { applied, duplicate, late, lateRequests } = value;
  if (!isCount(applied) || !isCount(duplicate)) return undefined;
  if (!isCount(late) || !isCount(lateRequests)) return undefined;
  if (applied + duplicate + late !== frames) return undefined;
  return { applied, duplicate, late, lateRequests };
}

/** Reads what a hub has read; undefined when it is no reading. */
export function toReading(value: unknown): Reading | undefined {
  if (!isRecord(value)) return undefined;
  const { frames, sources } = value;
  if (!isCount(sources) || !Array.isArray(frames)) return undefined;
  return frames.every(isFrame) ? { frames, sources } : undefined;
}

/** As far as reading on needs it: the hub has checked what it holds. */
function isFrame(value: unknown): value is Frame {
  return (
    isRecord(value) &&
    isCount(value["startMs"]) &&
    isCount(value["started"]) &&
    isPairs(value["dropped"]) &&
    isPairs(value["series"]) &&
    (value["metrics"] === undefined || isPairs(value["metrics"])) &&
    ["string", "undefined"].includes(typeof value["otherConsumers"])
  );
}

function isPairs(value: unknown): boolean {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}
