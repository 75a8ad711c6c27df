import type { Frame } from "../core/frame.ts";
import { BatchRefusedError, type Batch, type Receipt } from "../core/store.ts";
import { requestsIn } from "../metrics/requests-of.ts";
import { boundMetrics, collapseLabels } from "./bound-metrics.ts";
import { checkBatch } from "./check-batch.ts";
import { FrameMerger } from "./frame-merger.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { progressKey } from "./redis-overlay.ts";
import { formatLedgerStart, formatLines } from "./redis-row.ts";
import { applyScript } from "./redis-apply-script.ts";
import { finest, rowKey } from "./resolution.ts";

/** The key of the lock under which one client at a time rolls up. */
export const lockKey = "lock";

/** For how long a service may be quiet before what waits to be rolled up is lost; rollups remove rows long before. */
const spareMs = 90 * 86_400_000;
/** Characters sent in one command; servers take 10 MB at the least. */
const maxLength = 1_000_000;
/** Buckets written in one command. */
const maxFrames = 100;

/**
 * How much a bucket may hold, when it was last added up, before a frame is no longer taken as it is: with its names, with
 * fewer, with none but method and status. What has come since may double it, which is why the second has so much room.
 */
const levels = [
  { series: 4_000, bytes: 1_900_000, partsNext: 4 },
  { series: 12_000, bytes: 5_700_000, partsNext: Infinity },
  { series: 1_000_000, bytes: 8_000_000, partsNext: Infinity },
] as const;
type Level = (typeof levels)[number];

/** How long a row lives where nobody removes it. */
export function timeToLiveSeconds({ keepMs }: { readonly keepMs: number }): number {
  return (keepMs + spareMs) / 1_000;
}

/** What a flush has learnt besides its receipt. */
export interface Applied {
  readonly receipt: Receipt;
  /** How far the buckets written are ahead of what has been rolled up. */
  readonly behindMs: number;
  /** Whether somebody is rolling up. */
  readonly isLocked: boolean;
}

/** Sends a batch: three commands for one bucket, two where it is a duplicate. */
export async function applyBatch(connection: RedisConnection, batch: Batch): Promise<Applied> {
  checkBatch(batch);
  const counts = { applied: 0, duplicate: 0, late: 0, lateRequests: 0 };
  let behindMs = 0;
  let isLocked = false;
  let waiting = batch.frames;
  for (const level of levels) {
    const full: Frame[] = [];
    for (const sent of chunks(waiting)) {
      const answer = await send(connection, batch, sent, level);
      for (const [index, { frame }] of sent.entries()) {
        const result = answer.results[index];
        if (result === "a") counts.applied++;
        else if (result === "d") counts.duplicate++;
        else if (result === "l") {
          counts.late++;
          counts.lateRequests += requestsIn(frame);
        } else if (result === "m") throw tooManySources();
        else if (result === "h") throw tooManyHours();
        else full.push(boundedFrame(frame, level.partsNext, result === "o"));
      }
      behindMs = Math.max(behindMs, answer.behindMs);
      isLocked = answer.isLocked;
    }
    waiting = full;
    if (waiting.length === 0) return { receipt: counts, behindMs, isLocked };
  }
  throw new BatchRefusedError("Cannot apply the batch: its bucket is full; count fewer labels");
}

interface Lines {
  readonly frame: Frame;
  readonly text: string;
}

function* chunks(frames: readonly Frame[]): Iterable<readonly Lines[]> {
  let chunk: Lines[] = [];
  let length = 0;
  for (const frame of frames) {
    const text = formatLines(frame);
    if (chunk.length === maxFrames || (chunk.length > 0 && length + text.length > maxLength)) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push({ frame, text });
    length += text.length;
  }
  if (chunk.length > 0) yield chunk;
}

/** The frame with fewer names; those of its series stay where there are too many metrics only. */
function boundedFrame(frame: Frame, parts: number, isFullOfMetrics: boolean): Frame {
  const { metrics = [], ...rest } = frame;
  const merger = new FrameMerger(frame.startMs);
  merger.add(rest);
  if (!isFullOfMetrics) merger.bound(Math.max(1, Math.floor(rest.series.length / parts)));
  const fewer = parts === Infinity ? boundMetrics(metrics, 1) : collapseLabels(metrics);
  return { ...merger.toFrame(), metrics: fewer };
}

async function send(
  connection: RedisConnection,
  { source, sequence }: Batch,
  sent: readonly Lines[],
  { series, bytes }: Level,
): Promise<{ results: readonly string[]; behindMs: number; isLocked: boolean }> {
  const starts = sent.map(({ frame }) => frame.startMs);
  const limits = [sequence, timeToLiveSeconds(finest), series, bytes].map(String);
  const answer = await connection.write(
    applyScript,
    [progressKey, lockKey, ...starts.map((start) => rowKey(finest, start))],
    [
      formatLedgerStart(source),
      ...limits,
      ...sent.flatMap(({ frame, text }) => [String(frame.startMs), text]),
    ],
    /^A[adfhlmo]+ \d+ -?\d+ [01]$/,
  );
  const [results = "", rollingTo, dirtyFrom, lock] = answer.slice(1).split(" ");
  const waitingFrom = dirtyFrom === "-1" ? Number(rollingTo) : Number(dirtyFrom);
  return {
    results: results.split(""),
    behindMs: Math.max(...starts) - waitingFrom,
    isLocked: lock === "1",
  };
}

function tooManySources(): Error {
  return new Error(
    "Cannot apply the batch: its bucket has heard of 20000 sources; flush less often",
  );
}

function tooManyHours(): Error {
  return new BatchRefusedError(
    "Cannot apply the batch: too many hours wait to be rolled up; check the clocks of the sources and what compact() says",
  );
}
