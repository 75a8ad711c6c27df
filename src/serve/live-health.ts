import type { HealthStatus } from "../health/check.ts";
import type { CheckReport } from "../health/check-report.ts";

/** What has become of a check. */
export interface LiveHealthChange {
  readonly time: string;
  readonly check: string;
  readonly from: HealthStatus;
  readonly to: HealthStatus;
  /** The code of the failure. */
  readonly output?: string;
}

/** Tells from look to look which checks have changed, by what is known of them: it never makes one run. */
export class LiveHealth {
  #statuses: ReadonlyMap<string, HealthStatus>;

  constructor(reports: readonly CheckReport[]) {
    this.#statuses = statusesOf(reports);
  }

  /** Lists what has changed, and goes on from there. */
  change(reports: readonly CheckReport[], nowMs: number): readonly LiveHealthChange[] {
    const changes = reports.flatMap(({ name, status, code, observedMs = nowMs }) => {
      const from = this.#statuses.get(name) ?? "unknown";
      if (from === status) return [];
      const time = new Date(Math.min(observedMs, nowMs)).toISOString();
      return [
        { time, check: name, from, to: status, ...(code === undefined ? {} : { output: code }) },
      ];
    });
    this.#statuses = statusesOf(reports);
    return changes;
  }
}

function statusesOf(reports: readonly CheckReport[]): ReadonlyMap<string, HealthStatus> {
  return new Map(reports.map(({ name, status }) => [name, status]));
}
