import { isCount } from "../core/is-count.ts";
import { isRecord } from "../core/is-record.ts";
import { isHealthStatus } from "./check-outcome.ts";
import { maxChanges, type CheckState, type StatusChange } from "./check-state.ts";
import { isFailureCode } from "./failure-code.ts";

/** What the cell of a check holds. */
export interface SharedRecord {
  readonly state: CheckState | undefined;
  /** Until when the state is good, in milliseconds since 1970. */
  readonly freshUntilMs: number;
  /** Who is probing, so that nobody else does. */
  readonly claimant: string | undefined;
  readonly claimedUntilMs: number;
}

export function formatSharedRecord(record: SharedRecord): string {
  return JSON.stringify(record);
}

/** Undefined where the text is no such record. */
export function parseSharedRecord(text: string | undefined): SharedRecord | undefined {
  const record = parseJson(text);
  if (!isRecord(record)) return undefined;
  const { state, freshUntilMs, claimant, claimedUntilMs } = record;
  if (!isTime(freshUntilMs) || !isTime(claimedUntilMs)) return undefined;
  if (claimant !== undefined && typeof claimant !== "string") return undefined;
  const read = state === undefined ? undefined : readState(state);
  if (state !== undefined && read === undefined) return undefined;
  return { state: read, freshUntilMs, claimant, claimedUntilMs };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readState(value: unknown): CheckState | undefined {
  if (!isRecord(value) || !Array.isArray(value["history"])) return undefined;
  const { status, code, latencyMs, observedMs, passive, failures, passes, standing } = value;
  const { observedValue, observedUnit } = value;
  const history: unknown[] = value["history"];
  const known =
    isHealthStatus(status) &&
    (code === undefined || isFailureCode(code)) &&
    isTime(latencyMs) &&
    isTime(observedMs) &&
    typeof passive === "boolean" &&
    isCount(failures) &&
    isCount(passes) &&
    (standing === "unknown" || standing === "up" || standing === "down") &&
    history.length <= maxChanges &&
    history.every((change) => isChange(change));
  if (!known) return undefined;
  return {
    ...{ status, code, latencyMs, observedMs, passive, failures, passes, standing },
    observedValue:
      typeof observedValue === "string" || typeof observedValue === "number"
        ? observedValue
        : undefined,
    observedUnit: typeof observedUnit === "string" ? observedUnit : undefined,
    history: history.filter((change) => isChange(change)),
  };
}

function isChange(value: unknown): value is StatusChange {
  return (
    isRecord(value) &&
    isTime(value["timeMs"]) &&
    isHealthStatus(value["from"]) &&
    isHealthStatus(value["to"]) &&
    (value["code"] === undefined || isFailureCode(value["code"]))
  );
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && Number.isFinite(value);
}
