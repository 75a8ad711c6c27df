import type { FailureCode } from "./failure-code.ts";

export interface RecoveryContext {
  /** Aborted when the time of the attempt is over. */
  readonly signal: AbortSignal;
  readonly check: string;
  /** Counts from 1. */
  readonly attempt: number;
}

/** How to bring a dependency back; one isolate or process tries at a time, for all. */
export interface Recovery {
  /** Failures in a row until the first attempt. @default 3 */
  readonly after?: number | undefined;
  /** How long to wait for an attempt to work. @default 60000 */
  readonly cooldownMs?: number | undefined;
  /** What the cool-down is multiplied by after each attempt, up to 30 minutes. @default 2 */
  readonly backoff?: number | undefined;
  /** Attempts until the check passes again. @default 5 */
  readonly maxAttempts?: number | undefined;
  /** How long an attempt may take. @default 10000 */
  readonly timeoutMs?: number | undefined;
  run(context: RecoveryContext): unknown;
}

/** What became of an attempt. */
export interface RecoveryAttempt {
  readonly check: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Whether `run` ended well; the check tells whether it helped. */
  readonly outcome: "done" | "failed" | "timeout";
  readonly durationMs: number;
  readonly code: FailureCode | undefined;
  /** What was thrown; for the log alone. */
  readonly error: unknown;
}

const maxCooldownMs = 30 * 60_000;
/** Nobody else tries before an attempt that takes all its time has ended. */
const graceMs = 1_000;

/** A recovery with its defaults. */
export type PreparedRecovery = Required<{
  readonly [Name in keyof Recovery]: NonNullable<Recovery[Name]>;
}>;

export function prepareRecovery(recovery: Recovery): PreparedRecovery {
  const { after = 3, cooldownMs = 60_000, backoff = 2 } = recovery;
  const { maxAttempts = 5, timeoutMs = 10_000 } = recovery;
  return {
    ...{ after, cooldownMs, backoff, maxAttempts, timeoutMs },
    run: (context) => recovery.run(context),
  };
}

/** How long after the beginning of an attempt the next one may begin. */
export function restAfterMs(
  { cooldownMs, backoff, timeoutMs }: PreparedRecovery,
  attempt: number,
): number {
  const longestMs = Math.max(maxCooldownMs, cooldownMs);
  const restMs = Math.min(longestMs, cooldownMs * backoff ** (attempt - 1));
  return Math.max(restMs, timeoutMs + graceMs);
}
