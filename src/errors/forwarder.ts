import type { Background } from "../core/background.ts";
import type { CapturedError } from "./captured-error.ts";
import type { SharedState } from "./shared-state.ts";

/** Why an occurrence made no event of its own; the next event of its group counts it. */
export type SuppressionReason = "limits" | "ladder" | "group_budget" | "budget" | "muted";

/** Why an event, or a count that one would have carried, never arrives. */
export type DropReason =
  | "rejected"
  | "buffer_full"
  | "too_large"
  | "too_old"
  | "groups_full"
  | "failed";

export interface ForwardCounts {
  /** Events that the receiver took. */
  readonly sent: number;
  /** Occurrences, by reason. */
  readonly suppressed: Readonly<Record<SuppressionReason, number>>;
  /** Events, by reason; occurrences where it is `groups_full`. */
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** Something that runs by a schedule. */
export interface Job {
  /** The service, and its schedule: the same for each run. */
  readonly name: string;
  /** As in crontab, in UTC. */
  readonly schedule: string;
}

/** One run of a job. */
export interface JobRun extends Job {
  readonly hasFailed: boolean;
  readonly durationMs: number;
}

/** Where captured errors go to, a few of them for many. None of its functions throws, or makes anybody wait. */
export interface Forwarder {
  /** Takes note of an error, and sends it if it is its group's turn. */
  forward(error: CapturedError, background?: Background): void;
  /**
   * Sends what is waiting, and for each group a last event with the count that no event has carried yet.
   *
   * It is for the end of a process: called often, it makes more events than the budget has in mind. It resolves after
   * `timeoutMs` at the latest, and never rejects.
   */
  flush(timeoutMs: number): Promise<void>;
  readonly counts: ForwardCounts;
  /** Told of each run of a job that has ended; must not throw. */
  checkIn?(run: JobRun, background?: Background): void;
  /** Told once where it may agree with others on what is sent; by itself it knows of its own process only. */
  share?(state: SharedState): void;
  /** What is wrong with the settings, so that nothing is sent. */
  readonly problem: string | undefined;
}

/** One event, and what it stands for. */
export interface ErrorReport {
  /** 32 hexadecimal digits: that of the error, unless it has been used before. */
  readonly eventId: string;
  readonly error: CapturedError;
  /** How many occurrences it stands for, itself included: over all reports, these add up. */
  readonly count: number;
  /** Whether it is the first of its group. */
  readonly isNew: boolean;
}
