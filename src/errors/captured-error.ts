import type { Background } from "../core/background.ts";
import type { RunningPlace } from "../core/running-place.ts";
import type { Classification } from "./classify.ts";
import type { FailureDescription } from "./describe-failure.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** Where and for whom something failed. */
export interface FailurePlace extends RunningPlace {
  readonly service: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

/** A failure that was seen, once, redacted: groups, notices and forwarding are readings of it. */
export interface CapturedError {
  /** 32 hexadecimal digits. */
  readonly errorId: string;
  readonly timeMs: number;
  readonly group: Fingerprint;
  /** One line without values, for a list. */
  readonly title: string;
  readonly classification: Classification;
  /** Its texts are redacted. */
  readonly description: FailureDescription;
  readonly place: FailurePlace;
  /** What was seen by: `handler`, `onError`, `waitUntil`, `stream`, `listener`, `capture`. */
  readonly mechanism: string;
  /** The last log lines of the same invocation, as JSON, oldest first. */
  readonly breadcrumbs: readonly string[];
}

/**
 * What captured errors go to: groups, a Sentry-compatible server, a function of the user's. Must not throw or wait.
 *
 * @param background what holds asynchronous work on Workers; undefined elsewhere
 */
export type ErrorSink = (error: CapturedError, background?: Background) => void;
