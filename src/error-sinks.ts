import type { ErrorSink } from "./errors/captured-error.ts";
import type { Forwarder } from "./errors/forwarder.ts";
import { GroupBook } from "./errors/group-book.ts";
import type { Flusher } from "./metrics/flusher.ts";
import type { Recorder } from "./metrics/recorder.ts";

/** What captured errors go to: functions, and forwarders such as `sentryForwarder`. */
export type ErrorTarget = ErrorSink | Forwarder;

export interface ErrorSinks {
  /** Counting by groups first, then those that the user gave. */
  readonly sinks: readonly ErrorSink[];
  /** Sends what forwarders hold; never rejects. */
  flush(timeoutMs: number): Promise<void>;
}

/** Joins what captured errors go to: the store's counts by group, and the user's own targets. */
export function createErrorSinks(
  targets: readonly ErrorTarget[],
  recorder: Recorder,
  flusher: Flusher,
): ErrorSinks {
  const book = new GroupBook();
  const forwarders = targets.filter((target) => typeof target !== "function");
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
    async flush(timeoutMs: number): Promise<void> {
      await Promise.all(forwarders.map((forwarder) => forwarder.flush(timeoutMs)));
    },
  };
}
