import type { Background } from "../core/background.ts";
import type { Clock } from "../core/clock.ts";
import type { RandomIds } from "../core/random-ids.ts";
import type { CapturedError, ErrorSink, FailurePlace } from "./captured-error.ts";
import { classify, type Classification } from "./classify.ts";
import { describeFailure, type FailureDescription } from "./describe-failure.ts";
import { canonicalMessage, fingerprint } from "./fingerprint.ts";
import { redactDescription } from "./redact-description.ts";

export interface ErrorTrackerOptions {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly redact: (text: string) => string;
  readonly sinks: readonly ErrorSink[];
  /** Told of each failure once, of those that were expected as well; not of clients that have gone. */
  readonly onClassified?: ((classification: Classification) => void) | undefined;
  /** Told what goes wrong in the library itself, or in a sink. */
  readonly onInternalError: (error: unknown) => void;
}

/** How and where a failure was seen. */
export interface Sighting {
  /** `handler`, `onError`, `waitUntil`, `stream`, `listener` or `capture`. */
  readonly mechanism: string;
  /** One object for all that belongs to one invocation; undefined outside of any. */
  readonly scope: object | undefined;
  /** Whether somebody still waits for the answer: what breaks off when the client has gone is no error. */
  readonly client: "gone" | "there" | "unknown";
  /** Whether it is the very reason that the client's signal gave. */
  readonly isAbortReason?: boolean | undefined;
  /** The status of the answer, where it has been made already. */
  readonly answeredStatus?: number | undefined;
  /** Goes before the group that the failure would have. */
  readonly fingerprint?: string | undefined;
  /** What holds the work of sinks on Workers. */
  readonly background?: Background | undefined;
  /** Asked only when the failure is captured. */
  readonly place: (status: number) => FailurePlace;
  /** Asked only when the failure is captured. */
  readonly breadcrumbs: () => readonly string[];
}

/** What is known of a failure that has been seen. */
export interface Capture {
  readonly classification: Classification;
  /** Not redacted: for the answer only. */
  readonly description: FailureDescription;
  /** Undefined where nobody need be told: it was expected, or its client had gone. */
  readonly errorId: string | undefined;
  readonly group: string | undefined;
}

const aborted: Classification = {
  category: "aborted",
  status: 499,
  code: "ABORTED",
  isExpected: true,
  isRetryable: false,
};
/** An abort that no client has caused. */
const brokenOff: Classification = {
  category: "internal",
  status: 500,
  code: "INTERNAL",
  isExpected: false,
  isRetryable: false,
};
const maxTitleLength = 256;
/** Values that are no objects and were thrown in one invocation; more are captured again. */
const maxSeen = 100;

/**
 * Sees each failure once, whatever paths it takes, and tells the sinks of those that nobody expected.
 *
 * One error object counts once an invocation: one that is kept and thrown again counts again.
 */
export class ErrorTracker {
  readonly #options: ErrorTrackerOptions;
  /** By invocation, so that two of them can fail with one error. */
  readonly #seen = new WeakMap<object, Map<unknown, Capture>>();
  /** For what is seen outside of invocations as well, such as a rejection that nobody handles. */
  readonly #objects = new WeakMap<object, { readonly capture: Capture; isOutside: boolean }>();

  constructor(options: ErrorTrackerOptions) {
    this.#options = options;
  }

  /** Captures whatever was thrown, or finds what was made of it before; never throws. */
  capture(thrown: unknown, sighting: Sighting): Capture {
    const known = this.#find(thrown, sighting.scope);
    // Who captures what was expected wants to be told of it all the same.
    const isAskedFor = sighting.mechanism === "capture" && known?.errorId === undefined;
    if (known !== undefined && !isAskedFor) return known;
    const description = describeFailure(thrown);
    const classification = classifyAt(description, sighting);
    const unseen = { classification, description, errorId: undefined, group: undefined };
    let capture: Capture = unseen;
    try {
      if (known === undefined && classification.category !== "aborted") {
        this.#options.onClassified?.(classification);
      }
      if (isTold(classification, sighting)) capture = this.#tell(unseen, sighting);
    } catch (error) {
      this.#options.onInternalError(error);
    }
    this.#remember(thrown, sighting.scope, capture);
    return capture;
  }

  /** Tells whether something thrown has been captured already. */
  hasSeen(thrown: unknown, scope: object | undefined): boolean {
    return this.#find(thrown, scope) !== undefined;
  }

  #tell(seen: Capture, sighting: Sighting): Capture {
    const { clock, ids, redact, sinks, onInternalError } = this.#options;
    const { classification } = seen;
    const description = redactDescription(seen.description, redact);
    const place = sighting.place(classification.status);
    const group = fingerprint(description, {
      route: place.route ?? "",
      method: place.method ?? place.handler,
      ...(sighting.fingerprint === undefined ? {} : { explicit: sighting.fingerprint }),
    });
    const error: CapturedError = {
      errorId: ids.next(16),
      timeMs: clock.now(),
      group,
      title: titleOf(description),
      classification,
      description,
      place,
      mechanism: sighting.mechanism,
      breadcrumbs: sighting.breadcrumbs(),
    };
    for (const sink of sinks) {
      try {
        sink(error, sighting.background);
      } catch (failure) {
        onInternalError(failure);
      }
    }
    return { ...seen, errorId: error.errorId, group: group.id };
  }

  #find(thrown: unknown, scope: object | undefined): Capture | undefined {
    const inScope = scope === undefined ? undefined : this.#seen.get(scope)?.get(thrown);
    if (inScope !== undefined || !isObject(thrown)) return inScope;
    const known = this.#objects.get(thrown);
    return scope === undefined || known?.isOutside === true ? known?.capture : undefined;
  }

  #remember(thrown: unknown, scope: object | undefined, capture: Capture): void {
    if (isObject(thrown)) this.#objects.set(thrown, { capture, isOutside: scope === undefined });
    if (scope === undefined) return;
    const seen = this.#seen.get(scope) ?? new Map<unknown, Capture>();
    this.#seen.set(scope, seen);
    if (seen.size < maxSeen) seen.set(thrown, capture);
  }
}

/** What broke off while its client waited was broken off by the service itself. */
function classifyAt(
  description: FailureDescription,
  { client, isAbortReason, answeredStatus }: Sighting,
): Classification {
  if (isAbortReason === true) return aborted;
  const found = classify(description, { isClientGone: client === "gone" });
  const isAppError = description.app !== undefined;
  if (found.category === "aborted" && client === "there" && !isAppError) return brokenOff;
  // A mistake of the client that was answered as one of the service is one of the service.
  const isMisanswered = found.status < 500 && found.category !== "aborted";
  return isMisanswered && answeredStatus !== undefined && answeredStatus >= 500
    ? { ...found, isExpected: false }
    : found;
}

function isTold({ category, isExpected }: Classification, { mechanism }: Sighting): boolean {
  return category !== "aborted" && (!isExpected || mechanism === "capture");
}

function titleOf(description: FailureDescription): string {
  const { type, app } = description;
  const text =
    app === undefined
      ? [type, canonicalMessage(description)].filter((part) => part !== "").join(": ")
      : `${app.code}: ${app.title}`;
  return text.replaceAll(/\s+/g, " ").slice(0, maxTitleLength);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
