import type { HealthStatus, PreparedCheck } from "./check.ts";
import type { CheckOutcome } from "./check-outcome.ts";
import type { FailureCode } from "./failure-code.ts";

/** One change of a check's status. */
export interface StatusChange {
  readonly timeMs: number;
  readonly from: HealthStatus;
  readonly to: HealthStatus;
  readonly code?: FailureCode | undefined;
}

/** What is known of a check: its last outcome and what led to it. */
export interface CheckState extends Omit<CheckOutcome, "error" | "output"> {
  /** In a row. */
  readonly failures: number;
  /** In a row; a warning is a pass. */
  readonly passes: number;
  /** What readiness goes by: it takes several failures to go down, and several passes to come back. */
  readonly standing: "unknown" | "up" | "down";
  /** The last 20 changes, oldest first. */
  readonly history: readonly StatusChange[];
}

export type Thresholds = Pick<PreparedCheck, "failureThreshold" | "successThreshold">;

export const maxChanges = 20;

/** Adds an outcome to what was known before. */
export function nextState(
  before: CheckState | undefined,
  outcome: CheckOutcome,
  thresholds: Thresholds,
): CheckState {
  const { error: _error, output: _output, ...seen } = outcome;
  const { status, observedMs: timeMs, code } = outcome;
  const from = before?.status ?? "unknown";
  const failures = status === "fail" ? (before?.failures ?? 0) + 1 : 0;
  const isPass = status === "pass" || status === "warn";
  const passes = isPass ? (before?.passes ?? 0) + 1 : 0;
  const history = before?.history ?? [];
  return {
    ...seen,
    failures,
    passes,
    standing: standingAfter(before?.standing ?? "unknown", failures, passes, thresholds),
    history:
      from === status
        ? history
        : [...history, { timeMs, from, to: status, code }].slice(-maxChanges),
  };
}

function standingAfter(
  before: CheckState["standing"],
  failures: number,
  passes: number,
  { failureThreshold, successThreshold }: Thresholds,
): CheckState["standing"] {
  if (failures >= failureThreshold) return "down";
  // The first pass is no return: a new isolate is ready at once.
  if (passes >= (before === "down" ? successThreshold : 1)) return "up";
  return before;
}
