import { captureFailures } from "./capture-failures.ts";
import type { Background } from "./core/background.ts";
import { LabelTexts } from "./core/label-texts.ts";
import type { RandomIds } from "./core/random-ids.ts";
import type { RunningPlace } from "./core/running-place.ts";
import type { Store } from "./core/store.ts";
import { createErrorSinks, type ErrorSinks } from "./error-sinks.ts";
import { ErrorTracker } from "./errors/error-tracker.ts";
import { redactPath, toFailurePlace } from "./errors/to-failure-place.ts";
import { exceptionRecord } from "./log/exception-record.ts";
import type { Logging } from "./logging.ts";
import { ErrorCounter } from "./metrics/error-counter.ts";
import type { Flusher } from "./metrics/flusher.ts";
import type { Recorder } from "./metrics/recorder.ts";
import type { EdgewatchOptions, Platform } from "./options.ts";
import type { FailureHooks } from "./request/failure-hooks.ts";
import type { Scope } from "./request/scope.ts";
import { readTailedFailures } from "./request/tailed-failures.ts";

/** What tracking needs of the rest. */
export interface TrackingParts {
  readonly ids: RandomIds;
  readonly recorder: Recorder;
  readonly flusher: Flusher;
  readonly store: Store;
  readonly logging: Logging;
  readonly findPlace: (scope: Scope | undefined, status: number) => RunningPlace;
}

/** What sees failures, and where they go. */
export interface Tracking {
  readonly failures: FailureHooks;
  readonly targets: ErrorSinks;
  /** Captures what only a Tail Worker sees: failures that the Worker has told of itself are left out. */
  readonly tail: (items: unknown, background: Background | undefined) => void;
}

/** Joins what sees failures to what counts, tells and forwards them. */
export function createTracking(
  { service, release, environment, errorSinks = [], errorResponses }: EdgewatchOptions,
  { clock }: Platform,
  { ids, recorder, flusher, store, logging, findPlace }: TrackingParts,
): Tracking {
  const { redact, reportInternal, resource, serializer } = logging;
  const targets = createErrorSinks(errorSinks, { service, recorder, flusher, store, clock });
  const counter = new ErrorCounter(recorder);
  const tracker = new ErrorTracker({
    clock,
    ids,
    redact,
    sinks: targets.sinks,
    onClassified: (error) => counter.count(clock.now(), error),
    onInternalError: reportInternal,
  });
  const failures = captureFailures({
    tracker,
    service,
    release,
    environment,
    errorResponses,
    redact,
    findPlace,
    write(message, thrown, mark, correlation) {
      const seen = { timeMs: clock.now(), message, thrown, mark, correlation, resource };
      logging.write(exceptionRecord(seen, serializer), correlation?.background);
    },
  });

  const texts = new LabelTexts(redact);
  function tail(items: unknown, background: Background | undefined): void {
    for (const failed of readTailedFailures(items)) {
      const script = {
        service: failed.script ?? service,
        release: failed.release ?? release,
        environment,
      };
      // Where the Worker has told of none, the route is made of a path that nobody has redacted.
      const route = redactPath(failed.place.route, redact);
      const consumer = failed.place.consumer && texts.of(failed.place.consumer);
      const place = toFailurePlace({ ...failed.place, route, consumer }, script, redact);
      for (const thrown of failed.exceptions) {
        if (failed.toldMessages.includes(redact(thrown.message))) continue;
        tracker.capture(thrown, {
          mechanism: "tail",
          scope: undefined,
          client: "unknown",
          background,
          place: () => place,
          breadcrumbs: () => [],
        });
      }
    }
  }

  return { failures, targets, tail };
}
