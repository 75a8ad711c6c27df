import type { FailureMark } from "../core/event.ts";
import type { Scope } from "./scope.ts";

/** How something was seen that failed. */
export interface FailureSighting {
  /** `handler`, `onError`, `waitUntil`, `stream`, `listener` or `capture`. */
  readonly mechanism: string;
  /** The status of the answer, where it has been made already. */
  readonly status?: number | undefined;
  /** Goes before the group that the failure would have. */
  readonly fingerprint?: string | undefined;
}

/** What becomes of a request whose handler threw. */
export interface FailureAnswer {
  readonly mark: FailureMark;
  /** What is counted. */
  readonly status: number;
  /** Undefined where the runtime is to answer. */
  readonly response: Response | undefined;
}

/** What an observer tells of failures; each is captured once, however often it is told of. */
export interface FailureHooks {
  capture(thrown: unknown, scope: Scope | undefined, sighting: FailureSighting): FailureMark;
  /** Captures a failure that no line of a request will tell of, and writes a line of its own. */
  tell(
    message: string,
    thrown: unknown,
    scope: Scope | undefined,
    sighting: FailureSighting,
  ): FailureMark;
  /** Captures what a handler threw, and answers for it. */
  answer(
    request: Request,
    thrown: unknown,
    scope: Scope | undefined,
    sighting: FailureSighting,
  ): FailureAnswer;
}
