import type { HealthStatus } from "./check.ts";
import type { CheckReport } from "./check-report.ts";
import type { StatusChange } from "./check-state.ts";
import { overallStatus, type ReadinessOptions } from "./readiness.ts";

export interface HealthDocumentOptions extends ReadinessOptions {
  readonly service: string;
  readonly release?: string | undefined;
}

/** `application/health+json`, by draft-inadarei-api-health-check-06. */
export interface HealthDocument {
  readonly status: HealthStatus;
  readonly serviceId?: string;
  readonly releaseId?: string;
  readonly checks?: Readonly<Record<string, readonly HealthComponent[]>>;
}

/** One check in the document; what is not known is left out. */
export interface HealthComponent {
  readonly status: HealthStatus;
  readonly componentType?: string;
  readonly observedValue?: number | string;
  readonly observedUnit?: string;
  readonly time?: string;
  /** The code of the failure. */
  readonly output?: string;
  readonly critical: boolean;
  readonly group?: string;
  readonly tags?: readonly string[];
  /** Where another value is observed. */
  readonly latencyMs?: number;
  readonly ageMs?: number;
  readonly failures: number;
  readonly passes: number;
  readonly standing: string;
  readonly passive?: true;
  readonly history: readonly HealthHistoryEntry[];
}

export interface HealthHistoryEntry {
  readonly time: string;
  readonly from: HealthStatus;
  readonly to: HealthStatus;
  readonly output?: string;
}

/** The latest time that a Date can hold. */
const maxTimeMs = 8.64e15;

/** Says what everybody may know. */
export function publicHealth(
  reports: readonly CheckReport[],
  options: ReadinessOptions = {},
): HealthDocument {
  return { status: overallStatus(reports, options) };
}

/** Says everything but what only the log may know. */
export function detailedHealth(
  reports: readonly CheckReport[],
  { service, release, ...readiness }: HealthDocumentOptions,
): HealthDocument {
  const { exclude = [] } = readiness;
  const shown = reports.filter(({ name }) => !exclude.includes(name));
  return {
    status: overallStatus(reports, readiness),
    serviceId: service,
    ...(release === undefined ? {} : { releaseId: release }),
    checks: Object.fromEntries(shown.map((report) => [report.name, [toComponent(report)]])),
  };
}

function toComponent(report: CheckReport): HealthComponent {
  const { kind, group, tags, code, ageMs, observedMs, history } = report;
  const { status, critical, failures, passes, standing } = report;
  return {
    status,
    ...(kind === undefined ? {} : { componentType: kind }),
    ...observedIn(report),
    ...(observedMs === undefined ? {} : { time: toIso(observedMs) }),
    ...(code === undefined ? {} : { output: code }),
    critical,
    ...(group === undefined ? {} : { group }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(ageMs === undefined ? {} : { ageMs }),
    ...{ failures, passes, standing },
    ...(report.passive ? { passive: true } : {}),
    history: history.map((change) => toEntry(change)),
  };
}

function toEntry({ timeMs, from, to, code }: StatusChange): HealthHistoryEntry {
  return { time: toIso(timeMs), from, to, ...(code === undefined ? {} : { output: code }) };
}

/** What the check observes, or else how long it took. */
function observedIn({
  observedValue,
  observedUnit,
  latencyMs,
}: CheckReport): Pick<HealthComponent, "observedValue" | "observedUnit" | "latencyMs"> {
  const roundedMs = latencyMs === undefined ? undefined : Math.round(latencyMs * 1_000) / 1_000;
  if (observedValue === undefined) {
    return roundedMs === undefined ? {} : { observedValue: roundedMs, observedUnit: "ms" };
  }
  return {
    observedValue,
    ...(observedUnit === undefined ? {} : { observedUnit }),
    ...(roundedMs === undefined ? {} : { latencyMs: roundedMs }),
  };
}

function toIso(timeMs: number): string {
  return new Date(Math.min(timeMs, maxTimeMs)).toISOString();
}
