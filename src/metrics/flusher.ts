import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { frameMs, frameStart, type Frame } from "../core/frame.ts";
import type { RandomIds } from "../core/random-ids.ts";
import { BatchRefusedError, type Batch, type Store } from "../core/store.ts";
import type { Origin, Recorder } from "./recorder.ts";
import { isFlush } from "./flush-counter.ts";
import { requestsIn } from "./requests-of.ts";

export interface FlusherOptions {
  readonly origin: Origin;
  readonly store: Store;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly ids: RandomIds;
  /** Longest time that a finished request waits to be written; from 10 s on, until its bucket is over. */
  readonly windowMs: number;
  /** Told once of the frames of each batch that the store has taken; must not throw. */
  readonly onApplied?:
    | ((frames: readonly Frame[], background: Background | undefined) => void)
    | undefined;
}

const maxObservations = 1_000;
/** About 256 KiB of batch. */
const maxSeries = 512;
const sendTimeoutMs = 10_000;
/** A flush that is this late belongs to a request that was cancelled: the next request takes over. */
const graceMs = 2_000;
/** Workers cancel what `waitUntil` holds 30 s after the response. */
const maxHeldMs = 25_000;
const maxBackoffMs = 60_000;
const closeRetryMs = 500;
/** Sources do not all write at the moment in which a bucket ends. */
const maxSpreadMs = 2_000;

/**
 * Moves what the recorder has counted to the store, each batch under a sequence number of its own.
 *
 * Only values are shared between requests, never promises: on Workers a promise of a request that has ended never
 * settles (2026-11). Two requests may therefore send the same batch, which the store applies once.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  #source: string | undefined;
  #sequence = 0;
  #pending: Batch | undefined;
  /** Until when a flush that somebody has scheduled is believed in. */
  #scheduledUntilMs = 0;
  #sendingUntilMs = 0;
  #failures = 0;
  #isClosed = false;
  #lastSuccessMs: number | undefined;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /** Failed attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  get lastSuccessMs(): number | undefined {
    return this.#lastSuccessMs;
  }

  /** Sees to it that what was just observed gets written; costs two comparisons when that is already so. */
  touch(nowMs: number, background: Background | undefined): void {
    const { recorder } = this.#options;
    if (this.#isClosed) return;
    if (nowMs >= this.#scheduledUntilMs) this.#schedule(nowMs, background);
    const isFull = recorder.observations >= maxObservations || recorder.seriesCount >= maxSeries;
    if (isFull && nowMs >= this.#sendingUntilMs)
      hold(this.#attempt(undefined, background), background);
  }

  /** Flushes, with retries, for at most `timeoutMs`; from then on the store is left alone. */
  async close(timeoutMs: number): Promise<void> {
    const { clock } = this.#options;
    const flushed = this.#flushUntilDone();
    await withDeadline(flushed, "write what is left to the store", timeoutMs, clock).finally(() => {
      this.#isClosed = true;
    });
  }

  /** Writes what was observed before a time; rejects when the store does not take it. @default everything */
  async flush(beforeMs: number = Infinity, background?: Background): Promise<void> {
    const { recorder } = this.#options;
    for (let left = 1 + recorder.batchesWaiting; left > 0; left--) {
      this.#pending ??= this.#freeze(beforeMs);
      if (this.#pending === undefined) return;
      await this.#send(this.#pending, background);
    }
  }

  #schedule(nowMs: number, background: Background | undefined): void {
    const endMs = background === undefined ? Infinity : nowMs + maxHeldMs;
    hold(this.#flushLater(nowMs, endMs, background), background);
  }

  async #flushLater(
    nowMs: number,
    endMs: number,
    background: Background | undefined,
  ): Promise<void> {
    const { clock } = this.#options;
    let startMs = nowMs;
    let { waitMs, believedMs } = this.#windowAt(nowMs);
    while (startMs + waitMs <= endMs) {
      const untilMs = startMs + believedMs;
      this.#scheduledUntilMs = untilMs;
      await clock.delay(waitMs);
      // What is observed from here on needs a flush of its own.
      if (this.#scheduledUntilMs === untilMs) this.#scheduledUntilMs = 0;
      if (this.#isClosed || (await this.#attempt(this.#beforeMs(), background))) return;
      startMs = clock.now();
      // Somebody has scheduled the next flush meanwhile: it carries this batch as well.
      if (startMs < this.#scheduledUntilMs) return;
      waitMs = Math.min(waitMs * 2, maxBackoffMs);
      believedMs = waitMs + graceMs;
    }
  }

  /**
   * How long to wait, and how long requests may rely on it. With windows of 10 s, the first request of each bucket sees to
   * it that the bucket is written, once it is over: in one part it costs the store one row, in two parts two.
   */
  #windowAt(nowMs: number): { waitMs: number; believedMs: number } {
    const { windowMs } = this.#options;
    if (windowMs < frameMs) return { waitMs: windowMs, believedMs: windowMs + graceMs };
    const restMs = frameStart(nowMs) + frameMs - nowMs;
    const spreadMs = Number.parseInt(this.#ownSource().slice(0, 4), 16) % maxSpreadMs;
    return { waitMs: restMs + spreadMs, believedMs: restMs };
  }

  #beforeMs(): number {
    const { windowMs, clock } = this.#options;
    return windowMs < frameMs ? Infinity : frameStart(clock.now());
  }

  #ownSource(): string {
    this.#source ??= this.#options.ids.next(16);
    return this.#source;
  }

  async #flushUntilDone(): Promise<void> {
    while (!this.#isClosed && !(await this.#attempt()))
      await this.#options.clock.delay(closeRetryMs);
  }

  async #attempt(beforeMs?: number, background?: Background): Promise<boolean> {
    const { clock, windowMs } = this.#options;
    this.#sendingUntilMs = clock.now() + sendTimeoutMs;
    try {
      await this.flush(beforeMs, background);
      this.#sendingUntilMs = 0;
      return true;
    } catch {
      this.#sendingUntilMs = clock.now() + windowMs;
      return false;
    }
  }

  async #send(batch: Batch, background: Background | undefined): Promise<void> {
    const { store, clock, recorder, onApplied } = this.#options;
    let isTaken = true;
    try {
      const applied = store.apply(batch);
      const { late, lateRequests } = await withDeadline(
        applied,
        "write a batch to the store",
        sendTimeoutMs,
        clock,
      );
      if (lateRequests > 0) recorder.drop(clock.now(), "late", lateRequests);
      if (late > 0 && metricsIn(batch) > 0) recorder.drop(clock.now(), "late_metrics", late);
    } catch (error) {
      if (!(error instanceof BatchRefusedError)) {
        this.#failures++;
        throw error;
      }
      isTaken = false;
      // It would be refused for ever, and hold up whatever comes after it.
      for (const frame of batch.frames)
        recorder.drop(clock.now(), "batch_refused", requestsIn(frame));
      const metrics = metricsIn(batch);
      if (metrics > 0) recorder.drop(clock.now(), "batch_refused_metrics", metrics);
    }
    this.#failures = 0;
    this.#lastSuccessMs = clock.now();
    // Somebody else may have sent it meanwhile.
    if (this.#pending !== batch) return;
    this.#pending = undefined;
    if (isTaken) onApplied?.(batch.frames, background);
  }

  #freeze(beforeMs: number): Batch | undefined {
    const { recorder, origin } = this.#options;
    const frames = recorder.take(origin, beforeMs);
    if (frames.length === 0) return undefined;
    this.#sequence++;
    return { source: this.#ownSource(), sequence: this.#sequence, frames };
  }
}

/** How many metrics it carries beside the count of itself. */
function metricsIn({ frames }: Batch): number {
  return frames.flatMap(({ metrics = [] }) => metrics).filter(([key]) => !isFlush(key)).length;
}

function hold(work: Promise<unknown>, background: Background | undefined): void {
  // Without a holder, the work goes on by itself: neither `#attempt` nor `#flushLater` rejects.
  background?.waitUntil(work);
}
