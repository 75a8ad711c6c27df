import type { HealthStatus, PreparedCheck } from "./check.ts";
import type { CheckState, StatusChange } from "./check-state.ts";
import type { FailureCode } from "./failure-code.ts";

/** What is known of a check at a moment. */
export interface CheckReport {
  readonly name: string;
  readonly kind: string | undefined;
  readonly critical: boolean;
  readonly group: "startup" | undefined;
  readonly tags: readonly string[];
  /** What was seen last. */
  readonly status: HealthStatus;
  /** What readiness goes by. */
  readonly standing: CheckState["standing"];
  readonly code: FailureCode | undefined;
  /** Undefined where it never ran, as the times below. */
  readonly latencyMs: number | undefined;
  readonly observedMs: number | undefined;
  readonly ageMs: number | undefined;
  /** In a row. */
  readonly failures: number;
  /** In a row. */
  readonly passes: number;
  readonly observedValue: number | string | undefined;
  readonly observedUnit: string | undefined;
  /** Judged by real calls instead of a probe. */
  readonly passive: boolean;
  /** The last 20 changes, oldest first. */
  readonly history: readonly StatusChange[];
}

/** Puts together what a check is and what is known of it. */
export function reportOf(
  { name, kind, critical, group, tags = [] }: PreparedCheck,
  state: CheckState | undefined,
  nowMs: number,
): CheckReport {
  return {
    ...{ name, kind, critical, group, tags },
    status: state?.status ?? "unknown",
    standing: state?.standing ?? "unknown",
    code: state?.code,
    latencyMs: state?.latencyMs,
    observedMs: state?.observedMs,
    ageMs: state === undefined ? undefined : Math.max(0, nowMs - state.observedMs),
    failures: state?.failures ?? 0,
    passes: state?.passes ?? 0,
    observedValue: state?.observedValue,
    observedUnit: state?.observedUnit,
    passive: state?.passive ?? false,
    history: state?.history ?? [],
  };
}

/** The same for an answer that could not wait any longer for its result. */
export function unansweredReport(report: CheckReport): CheckReport {
  return { ...report, status: "fail", code: "timeout" };
}
