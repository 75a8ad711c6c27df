import type { CheckReport } from "./check-report.ts";
import { judgeReadiness, type ReadinessOptions } from "./readiness.ts";

export interface KubernetesTextOptions extends ReadinessOptions {
  /** What it is called in the last line. @default "readyz" */
  readonly endpoint?: string | undefined;
}

/** Says whether we are ready as the Kubernetes API server does: one line a check, and one for all. */
export function formatKubernetesText(
  reports: readonly CheckReport[],
  { endpoint = "readyz", exclude = [], isDraining = false }: KubernetesTextOptions = {},
): string {
  const { isReady, notReady } = judgeReadiness(reports, { exclude, isDraining });
  const unmatched = exclude.filter((name) => !reports.some((report) => report.name === name));
  const lines = [
    ...reports.map((report) => lineOf(report, notReady, exclude)),
    ...(isDraining ? ["[-]shutdown failed: draining"] : []),
    ...(unmatched.length === 0
      ? []
      : ["warn: some health checks cannot be excluded: no matches for what was named"]),
    `${endpoint} check ${isReady ? "passed" : "failed"}`,
  ];
  return `${lines.join("\n")}\n`;
}

function lineOf(
  { name, status, code, critical }: CheckReport,
  notReady: readonly string[],
  exclude: readonly string[],
): string {
  if (exclude.includes(name)) return `[+]${name} excluded: ok`;
  const reason = code === undefined ? "" : `: ${code}`;
  if (notReady.includes(name)) {
    return status === "fail" ? `[-]${name} failed${reason}` : `[-]${name} failed: ${waits(status)}`;
  }
  // Optional, or not failing for long enough to matter: the line says so, the check passes.
  if (status === "fail") return `[${critical ? "+" : "-"}]${name} failed${reason} (ignored)`;
  return status === "warn" ? `[+]${name} ok: degraded` : `[+]${name} ok`;
}

function waits(status: CheckReport["status"]): string {
  return status === "unknown" ? "unknown" : "recovering";
}
