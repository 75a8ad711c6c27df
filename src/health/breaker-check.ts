import type { Check, CheckSettings } from "./check.ts";
import type { CircuitState } from "./circuit-breaker.ts";

/** A `CircuitBreaker`, or what `watch.dependency` returns. */
export interface Breaking {
  readonly name: string;
  readonly state: CircuitState;
}

/**
 * Shows the state of a circuit breaker: an open one is a failure, one that is tried is degraded.
 *
 * The check is called as the breaker, with `:circuit` behind: under the name alone, real calls would judge it.
 */
export function breakerCheck(breaker: Breaking, settings: CheckSettings = {}): Check {
  return {
    name: `${breaker.name}:circuit`,
    kind: "circuit",
    ttlMs: 1_000,
    ...settings,
    run() {
      const { state } = breaker;
      if (state === "closed") return { status: "pass", observedValue: state };
      const status = state === "open" ? "fail" : "warn";
      return { status, code: "open_circuit", observedValue: state };
    },
  };
}
