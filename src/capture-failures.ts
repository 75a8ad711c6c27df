import type { FailureMark } from "./core/event.ts";
import type { Capture, ErrorTracker, Sighting } from "./errors/error-tracker.ts";
import { failureResponse } from "./errors/failure-response.ts";
import { toFailurePlace } from "./errors/to-failure-place.ts";
import { clientState, isAbortReason } from "./request/client-state.ts";
import type { FailureHooks, FailureSighting } from "./request/failure-hooks.ts";
import type { RunningPlace } from "./core/running-place.ts";
import type { Scope } from "./request/scope.ts";

export interface FailureCaptureOptions {
  readonly tracker: ErrorTracker;
  readonly service: string;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  /** Whether a request is answered whose handler threw. @default true */
  readonly errorResponses?: boolean | undefined;
  readonly redact: (text: string) => string;
  readonly findPlace: (scope: Scope | undefined, status: number) => RunningPlace;
  /** Writes a line about a failure that no other line will tell of. */
  readonly write: (
    message: string,
    thrown: unknown,
    mark: FailureMark,
    scope: Scope | undefined,
  ) => void;
}

const statusOfThrow = 500;
const statusOfAbort = 499;
const development = "development";

/** Joins what sees failures to what captures them and answers for them. */
export function captureFailures(options: FailureCaptureOptions): FailureHooks {
  const { tracker, service, release, environment, redact, findPlace } = options;
  const failing = { service, release, environment };
  const isAnswering = options.errorResponses !== false;

  function sightingOf(thrown: unknown, scope: Scope | undefined, seen: FailureSighting): Sighting {
    const request = scope?.root.incoming;
    return {
      mechanism: seen.mechanism,
      scope: scope?.root,
      client: clientState(request),
      isAbortReason: isAbortReason(request, thrown),
      answeredStatus: seen.status,
      fingerprint: seen.fingerprint,
      background: scope?.background,
      place: (status) => toFailurePlace(findPlace(scope, status), failing, redact),
      breadcrumbs: () => scope?.breadcrumbs() ?? [],
    };
  }

  function captured(thrown: unknown, scope: Scope | undefined, seen: FailureSighting): Capture {
    return tracker.capture(thrown, sightingOf(thrown, scope, seen));
  }

  return {
    capture: (thrown, scope, seen) => toMark(captured(thrown, scope, seen)),
    tell(message, thrown, scope, seen) {
      const isKnown = tracker.hasSeen(thrown, scope?.root);
      const mark = toMark(captured(thrown, scope, seen));
      if (!isKnown) options.write(message, thrown, mark, scope);
      return mark;
    },
    answer(request, thrown, scope, seen) {
      const isAnswered = isAnswering || seen.mechanism !== "handler";
      const status = isAnswered ? undefined : statusOfThrow;
      const capture = captured(thrown, scope, { ...seen, status });
      const mark = toMark(capture);
      if (!isAnswered) {
        const isAborted = capture.classification.category === "aborted";
        return { mark, status: isAborted ? statusOfAbort : statusOfThrow, response: undefined };
      }
      const response = failureResponse(request, thrown, capture, {
        requestId: scope?.requestId,
        isDevelopment: environment === development,
      });
      return { mark, status: response.status, response };
    },
  };
}

function toMark({ classification, group, errorId }: Capture): FailureMark {
  return { code: classification.code, group, errorId };
}
