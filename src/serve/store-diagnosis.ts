import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { endOfTimeMs, frameMs, frameStart, type SeriesValue } from "../core/frame.ts";
import { isCount } from "../core/is-count.ts";
import { metricScale, parseMetricKey, type MetricKey } from "../core/metric.ts";
import type { Reading, Store } from "../core/store.ts";
import { failureCodeOf, type FailureCode } from "../health/failure-code.ts";
import { isFlush } from "../metrics/flush-counter.ts";
import type { Flusher } from "../metrics/flusher.ts";

/** How the store answers, and how this source gets rid of its counts. */
export interface StoreDiagnosis {
  readonly coverage: Store["coverage"];
  readonly isReachable: boolean;
  /** Why it is not. */
  readonly error?: FailureCode;
  /** How long a small read took; absent where the clock did not move. */
  readonly latencyMs?: number;
  readonly flush: {
    /** Absent before the first one. */
    readonly lastSuccess?: string;
    readonly ageMs?: number;
    /** In a row, since the last success. */
    readonly failures: number;
  };
  readonly clockSkew: ClockSkew;
}

/** By how much the clock of this process is behind that of another source, at the least. */
export type ClockSkew = { readonly behindMs: number } | { readonly reason: string };

export interface StoreDiagnosisContext {
  readonly store: Store;
  readonly flusher: Pick<Flusher, "failures" | "lastSuccessMs">;
  readonly clock: Clock;
}

const timeoutMs = 2_000;
/** How far ahead a clock may be and still be found. */
const aheadMs = 300_000;
/** Whoever wrote within it is still there, as far as one can tell from a few rows. */
const recentMs = 120_000;

/** Asks the store for buckets that have not begun yet: a small read, and what is there comes from a clock that is ahead. */
export async function diagnoseStore(context: StoreDiagnosisContext): Promise<StoreDiagnosis> {
  const { store, flusher, clock } = context;
  const { failures, lastSuccessMs } = flusher;
  const flush = {
    ...(lastSuccessMs === undefined
      ? {}
      : {
          lastSuccess: new Date(lastSuccessMs).toISOString(),
          ageMs: Math.max(0, clock.now() - lastSuccessMs),
        }),
    failures,
  };
  const shared = { coverage: store.coverage, flush };
  const startMs = clock.monotonicMs();
  try {
    const reading = await readWithin("buckets", context, async () => {
      const fromMs = frameStart(clock.now()) + frameMs;
      return await store.read({ fromMs, toMs: fromMs + aheadMs }, frameMs);
    });
    const latencyMs = Math.round((clock.monotonicMs() - startMs) * 1_000) / 1_000;
    const clockSkew = skewOf(reading, context);
    return { ...shared, isReachable: true, ...(latencyMs > 0 ? { latencyMs } : {}), clockSkew };
  } catch (error) {
    const clockSkew = { reason: "the store cannot be read" };
    return { ...shared, isReachable: false, error: failureCodeOf(error), clockSkew };
  }
}

/** The room that a store takes, or why it is not known. */
export type StorageSize = { readonly bytes: number } | { readonly reason: string };

/** How often isolates and processes of a kind have written: once in 10 s, where something was counted. */
export interface Writer {
  readonly service: string;
  readonly runtime: string;
  readonly release: string;
  readonly flushes: number;
}

/** Who wrote in the last two minutes. */
export interface Sources {
  /** How many isolates and processes they were. */
  readonly count: number;
  /** Those that write most come first. */
  readonly writers: readonly Writer[];
}

/** Finds the isolates and processes that wrote in the last two minutes; undefined where the store cannot be read. */
export async function findSources(context: StoreDiagnosisContext): Promise<Sources | undefined> {
  const { store, clock } = context;
  try {
    const { sources, frames } = await readWithin("sources", context, async () => {
      const toMs = frameStart(clock.now()) + frameMs;
      return await store.read({ fromMs: toMs - recentMs, toMs }, endOfTimeMs);
    });
    const metrics = frames.flatMap((frame) => frame.metrics ?? []);
    const writers = metrics.filter(([key]) => isFlush(key)).map(toWriter);
    return { count: sources, writers: writers.toSorted((a, b) => b.flushes - a.flushes) };
  } catch {
    return undefined;
  }
}

function toWriter([key, value]: readonly [MetricKey, SeriesValue]): Writer {
  const { service, labels } = parseMetricKey(key);
  const { runtime = "", release = "" } = Object.fromEntries(labels);
  return { service, runtime, release, flushes: (value[0] ?? 0) / metricScale };
}

/** Asks how much room the store takes. */
export async function measureStorage(context: StoreDiagnosisContext): Promise<StorageSize> {
  const { store } = context;
  if (store.storedBytes === undefined) return { reason: "this store does not say" };
  try {
    const bytes = await readWithin("its size", context, async () => await store.storedBytes?.());
    return isCount(bytes) ? { bytes } : { reason: "this store does not say" };
  } catch {
    return { reason: "the store cannot be read" };
  }
}

/** Counts what everybody has dropped, by reason; undefined where the store does not say. */
export async function readDropped(
  context: StoreDiagnosisContext,
): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const { frames } = await readWithin(
      "totals",
      context,
      async () => await context.store.totals(),
    );
    return new Map(frames.flatMap(({ dropped }) => dropped));
  } catch {
    return undefined;
  }
}

async function readWithin<T>(
  what: string,
  { clock }: StoreDiagnosisContext,
  read: () => Promise<T>,
): Promise<T> {
  return await withDeadline(read(), `read ${what} from the store`, timeoutMs, clock);
}

function skewOf({ frames }: Reading, { store, clock }: StoreDiagnosisContext): ClockSkew {
  if (store.coverage === "source") return { reason: "nobody else writes to this store" };
  const newestMs = frames.at(-1)?.startMs ?? 0;
  const behindMs = newestMs - clock.now();
  return behindMs > 0 ? { behindMs } : { reason: "no source is ahead of this one" };
}
