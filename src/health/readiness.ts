import type { HealthStatus } from "./check.ts";
import type { CheckReport } from "./check-report.ts";

export interface ReadinessOptions {
  /** Names of checks that are left out. */
  readonly exclude?: readonly string[] | undefined;
  /** Whether we are about to stop: then nothing more shall come in. @default false */
  readonly isDraining?: boolean | undefined;
}

/** Whether traffic shall come, after several failures or passes in a row. */
export interface Readiness {
  readonly isReady: boolean;
  /** The critical checks that are against it. */
  readonly notReady: readonly string[];
}

/** Judges by the standing of the critical checks; one that never ran is not ready. */
export function judgeReadiness(
  reports: readonly CheckReport[],
  { exclude = [], isDraining = false }: ReadinessOptions = {},
): Readiness {
  const notReady = reports
    .filter(
      ({ name, critical, standing }) => critical && standing !== "up" && !exclude.includes(name),
    )
    .map(({ name }) => name);
  return { isReady: !isDraining && notReady.length === 0, notReady };
}

/**
 * Judges by what was seen last: a critical failure fails, an optional one warns as does a slow critical one.
 *
 * `unknown` where a critical check never ran and nothing has failed.
 */
export function overallStatus(
  reports: readonly CheckReport[],
  { exclude = [], isDraining = false }: ReadinessOptions = {},
): HealthStatus {
  if (isDraining) return "fail";
  const effects = new Set(
    reports.filter(({ name }) => !exclude.includes(name)).map((report) => effectOf(report)),
  );
  const order: readonly HealthStatus[] = ["fail", "unknown", "warn"];
  return order.find((status) => effects.has(status)) ?? "pass";
}

function effectOf({ critical, status, group, standing }: CheckReport): HealthStatus {
  if (group === "startup" && standing === "up") return "pass";
  if (critical) return status;
  return status === "fail" ? "warn" : "pass";
}
