import type { FailureCode } from "./failure-code.ts";
import type { Recovery } from "./recovery.ts";

/** `warn` is degraded: slow, or failing where nothing depends on it. `unknown` was never looked at. */
export type HealthStatus = "pass" | "warn" | "fail" | "unknown";

/** The statuses, in the order in which somebody should look at them. */
export const healthStatuses: readonly HealthStatus[] = ["fail", "warn", "unknown", "pass"];

/** The part of `fetch` that checks use. */
export type CheckFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface CheckContext {
  /** Aborted when the time of the check is over. */
  readonly signal: AbortSignal;
  /** The `fetch` to probe with, where the runner was given one. */
  readonly fetch?: CheckFetch | undefined;
}

/** What a check tells beside whether it went well. */
export interface CheckDetail {
  readonly status: HealthStatus;
  readonly observedValue?: number | string | undefined;
  readonly observedUnit?: string | undefined;
  readonly code?: FailureCode | undefined;
  /** For the log alone: texts of dependencies hold addresses and credentials. */
  readonly output?: string | undefined;
}

/** Nothing and true are a pass, false is a failure; null is none of them, for clients make it of what they never got. */
export type CheckResult = void | boolean | CheckDetail;

/** What of a check does not depend on what it looks at. */
export interface CheckSettings {
  /** Whether we are not ready without it. @default true */
  readonly critical?: boolean | undefined;
  /** From when on it has failed. @default 1000 */
  readonly timeoutMs?: number | undefined;
  /** From when on it is degraded. @default never */
  readonly degradedAfterMs?: number | undefined;
  /** How long a result is good for, a failure too. @default 5000 */
  readonly ttlMs?: number | undefined;
  /**
   * Hosts, with their port where it is not the usual one: real calls to these judge the check, and no probe is sent while
   * there are enough of them. @default that of its URL for `httpCheck` and `upstashCheck`
   */
  readonly hosts?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** `startup`: it has to pass once, and is not looked at again. */
  readonly group?: "startup" | undefined;
  /** Failures in a row until we are not ready. @default 3 */
  readonly failureThreshold?: number | undefined;
  /** Passes in a row until we are ready again. @default 2 */
  readonly successThreshold?: number | undefined;
  /** What brings it back. */
  readonly recover?: Recovery | undefined;
}

/** One health probe of a dependency or of ourselves. */
export interface Check extends CheckSettings {
  /** 1 to 50 characters of `A-Z a-z 0-9 . _ : -`. */
  readonly name: string;
  /** What it looks at: `http`, `redis`, `datastore`. */
  readonly kind?: string | undefined;
  /** Throwing is a failure, as anything that is no result. */
  run(context: CheckContext): CheckResult | Promise<CheckResult>;
}

/** A check with its defaults. */
export interface PreparedCheck extends Check {
  readonly critical: boolean;
  readonly timeoutMs: number;
  readonly degradedAfterMs: number;
  readonly ttlMs: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** Timers take no more. */
const maxTimeMs = 2 ** 31 - 1;

/**
 * Fills in the defaults of a check.
 *
 * @throws TypeError when its name or `run` is none
 * @throws RangeError when a time or threshold is none
 */
export function prepareCheck(check: Check): PreparedCheck {
  const { name, kind, hosts, tags, group, recover } = check;
  const { critical = true, timeoutMs = 1_000, degradedAfterMs = Infinity, ttlMs = 5_000 } = check;
  const { failureThreshold = 3, successThreshold = 2 } = check;
  if (typeof name !== "string" || !/^[\w.:-]{1,50}$/.test(name)) {
    throw new TypeError(
      `Cannot run the check ${JSON.stringify(name)}: give it a name of 1 to 50 characters of A-Z a-z 0-9 . _ : -`,
    );
  }
  if (typeof check.run !== "function") {
    throw new TypeError(`Cannot run the check ${name}: run is no function`);
  }
  for (const [setting, value, min] of [
    ["timeoutMs", timeoutMs, 1],
    ["ttlMs", ttlMs, 0],
    ["failureThreshold", failureThreshold, 1],
    ["successThreshold", successThreshold, 1],
  ] as const) {
    if (!(value >= min && value <= maxTimeMs)) {
      throw new RangeError(
        `Cannot run the check ${name}: ${setting} is ${value}; give a number from ${min}`,
      );
    }
  }
  return {
    ...{ name, kind, hosts, tags, group, recover, critical, timeoutMs, degradedAfterMs, ttlMs },
    ...{ failureThreshold, successThreshold },
    run: (context) => check.run(context),
  };
}
