import type { Background } from "./core/background.ts";
import type { Clock } from "./core/clock.ts";
import type { Store } from "./core/store.ts";
import type { ErrorSink } from "./errors/captured-error.ts";
import type { Forwarder, Job } from "./errors/forwarder.ts";
import { GroupBook } from "./errors/group-book.ts";
import { hashText } from "./errors/hash-text.ts";
import type { Flusher } from "./metrics/flusher.ts";
import type { Recorder } from "./metrics/recorder.ts";

/** What captured errors go to: functions, and forwarders such as `sentryForwarder`. */
export type ErrorTarget = ErrorSink | Forwarder;

export interface ErrorSinks {
  /** Counting by groups first, then those that the user gave. */
  readonly sinks: readonly ErrorSink[];
  /** Runs a job, and tells the forwarders that watch jobs how it went. */
  watch<T>(job: Job, work: () => Promise<T>, background: Background | undefined): Promise<T>;
  /** Sends what forwarders hold; never rejects. */
  flush(timeoutMs: number): Promise<void>;
}

/** What targets count into, and agree by. */
export interface ErrorSinkParts {
  readonly service: string;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly store: Store;
  readonly clock: Clock;
}

/** Joins what captured errors go to: the store's counts by group, and the user's own targets. */
export function createErrorSinks(
  targets: readonly ErrorTarget[],
  { service, recorder, flusher, store, clock }: ErrorSinkParts,
): ErrorSinks {
  const book = new GroupBook();
  const forwarders = targets.filter((target) => typeof target !== "function");
  const { cells, notes } = store;
  for (const [index, forwarder] of forwarders.entries()) {
    if (cells === undefined) break;
    const name = hashText(JSON.stringify([service, index]));
    forwarder.share?.({ cells, notes, name, clock });
  }
  return {
    sinks: [
      (error, background) => {
        recorder.fail(error.timeMs, ...book.tally(error));
        flusher.touch(error.timeMs, background);
      },
      ...targets.map((target): ErrorSink =>
        typeof target === "function"
          ? target
          : (error, background) => target.forward(error, background),
      ),
    ],
    async watch(job, work, background) {
      const startMs = clock.monotonicMs();
      let hasFailed = true;
      try {
        const result = await work();
        hasFailed = false;
        return result;
      } finally {
        const run = { ...job, hasFailed, durationMs: clock.monotonicMs() - startMs };
        for (const forwarder of forwarders) forwarder.checkIn?.(run, background);
      }
    },
    async flush(timeoutMs: number): Promise<void> {
      await Promise.all(forwarders.map((forwarder) => forwarder.flush(timeoutMs)));
    },
  };
}
