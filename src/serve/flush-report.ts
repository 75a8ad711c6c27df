import type { CheckReport } from "../health/check-report.ts";
import type { Flusher } from "../metrics/flusher.ts";

/** Failed flushes in a row from which on the store counts as impaired. */
const failuresToWarn = 3;

/** Says how this source gets rid of its counts, as a check does; it does no I/O. */
export function flushReport({ failures, lastSuccessMs }: Flusher): CheckReport {
  const isImpaired = failures >= failuresToWarn;
  return {
    name: "store:flush",
    kind: "datastore",
    critical: false,
    group: undefined,
    tags: [],
    status: isImpaired ? "fail" : "pass",
    standing: isImpaired ? "down" : "up",
    code: undefined,
    latencyMs: undefined,
    observedMs: lastSuccessMs,
    ageMs: undefined,
    failures,
    passes: failures === 0 ? 1 : 0,
    observedValue: failures,
    observedUnit: "failed flushes in a row",
    passive: true,
    history: [],
  };
}
