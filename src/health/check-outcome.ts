import { readProperty } from "../core/read-property.ts";
import type { HealthStatus } from "./check.ts";
import { failureCodeOf, isFailureCode, type FailureCode } from "./failure-code.ts";

/** What one look at a dependency has shown. */
export interface CheckOutcome {
  readonly status: HealthStatus;
  readonly code: FailureCode | undefined;
  readonly latencyMs: number;
  /** When it was seen, in milliseconds since 1970. */
  readonly observedMs: number;
  readonly observedValue?: number | string | undefined;
  readonly observedUnit?: string | undefined;
  /** Judged by real calls instead of a probe. */
  readonly passive: boolean;
  /** For the log alone. */
  readonly output?: string | undefined;
  /** What was thrown; for the log alone. */
  readonly error?: unknown;
}

/** What `run` has returned or thrown. */
export type Ran = { readonly value: unknown } | { readonly error: unknown };

export interface RunTimes {
  readonly latencyMs: number;
  readonly observedMs: number;
  /** From when on a pass is a warning. */
  readonly degradedAfterMs: number;
}

const statuses: ReadonlySet<unknown> = new Set<HealthStatus>(["pass", "warn", "fail", "unknown"]);
const maxValueLength = 128;
const maxUnitLength = 32;
const maxOutputLength = 1_024;

/** Reads what a check has returned or thrown, whatever it is; never throws. */
export function toOutcome(ran: Ran, { degradedAfterMs, ...times }: RunTimes): CheckOutcome {
  if ("error" in ran) {
    return { status: "fail", code: failureCodeOf(ran.error), error: ran.error, ...base(times) };
  }
  const { value } = ran;
  const isSlow = times.latencyMs > degradedAfterMs;
  if (value === undefined || value === true) {
    return { status: isSlow ? "warn" : "pass", code: undefined, ...base(times) };
  }
  if (value === false) return { status: "fail", code: "unknown", ...base(times) };
  const status = readStatus(value);
  if (status === undefined) return { status: "fail", code: "bad_reply", ...base(times) };
  return {
    status: status === "pass" && isSlow ? "warn" : status,
    code: status === "pass" ? undefined : readCode(value),
    observedValue: readValue(value),
    observedUnit: readCut(value, "observedUnit", maxUnitLength),
    output: readCut(value, "output", maxOutputLength),
    ...base(times),
  };
}

export function isHealthStatus(value: unknown): value is HealthStatus {
  return statuses.has(value);
}

function base({ latencyMs, observedMs }: Omit<RunTimes, "degradedAfterMs">): {
  latencyMs: number;
  observedMs: number;
  passive: false;
} {
  return { latencyMs, observedMs, passive: false };
}

function readStatus(value: unknown): HealthStatus | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const status = readProperty(value, "status");
  return isHealthStatus(status) ? status : undefined;
}

function readCode(value: unknown): FailureCode | undefined {
  const code = readProperty(value, "code");
  return isFailureCode(code) ? code : undefined;
}

function readValue(value: unknown): number | string | undefined {
  const observed = readProperty(value, "observedValue");
  if (typeof observed === "number") return Number.isFinite(observed) ? observed : undefined;
  return readCut(value, "observedValue", maxValueLength);
}

function readCut(value: unknown, name: string, maxLength: number): string | undefined {
  const text = readProperty(value, name);
  return typeof text === "string" ? text.slice(0, maxLength) : undefined;
}
