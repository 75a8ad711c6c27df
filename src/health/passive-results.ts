import { CallWindow } from "./call-window.ts";
import type { CheckOutcome } from "./check-outcome.ts";
import type { FailureCode } from "./failure-code.ts";

const windowMs = 30_000;
const minCalls = 5;
/** Which part of the calls it takes. */
const share = 0.5;

/** Judges a dependency by the real calls to it, so that no probe is needed. */
export class PassiveResults {
  readonly #window = new CallWindow(windowMs);
  readonly #degradedAfterMs: number;
  #lastCode: FailureCode = "unknown";

  constructor(degradedAfterMs: number) {
    this.#degradedAfterMs = degradedAfterMs;
  }

  add(nowMs: number, isFailure: boolean, latencyMs: number, code: FailureCode | undefined): void {
    if (isFailure) this.#lastCode = code ?? "unknown";
    this.#window.add(nowMs, isFailure, latencyMs > this.#degradedAfterMs, latencyMs);
  }

  /** Undefined where too few calls were made. */
  judge(nowMs: number, observedMs: number): CheckOutcome | undefined {
    const { calls, failures, slow, latencyMs } = this.#window.read(nowMs);
    if (calls < minCalls) return undefined;
    const seen = { latencyMs: latencyMs / calls, observedMs, passive: true };
    if (failures >= calls * share) return { status: "fail", code: this.#lastCode, ...seen };
    return { status: slow >= calls * share ? "warn" : "pass", code: undefined, ...seen };
  }
}
