import type { Clock } from "../core/clock.ts";
import type { CheckFetch, PreparedCheck } from "./check.ts";
import { toOutcome, type CheckOutcome, type Ran } from "./check-outcome.ts";

export interface Probed {
  readonly outcome: CheckOutcome;
  /** Where time ran out: what the run comes to in the end, if ever; undefined where it only fails. */
  readonly late: Promise<CheckOutcome | undefined> | undefined;
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly fetch: CheckFetch | undefined;
}

/** Runs a check once, for no longer than its time; never rejects. */
export async function probe(check: PreparedCheck, { clock, fetch }: ProbeOptions): Promise<Probed> {
  const { name, timeoutMs, degradedAfterMs } = check;
  const abort = new AbortController();
  const startMs = clock.monotonicMs();
  function judge(ran: Ran): CheckOutcome {
    const latencyMs = Math.max(0, clock.monotonicMs() - startMs);
    return toOutcome(ran, { latencyMs, observedMs: clock.now(), degradedAfterMs });
  }
  const running = run(check, abort.signal, fetch).then(judge);
  const timer = clock.delay(timeoutMs).then(() => undefined);
  const inTime = await Promise.race([running, timer]);
  if (inTime !== undefined) return { outcome: inTime, late: undefined };
  const error = new DOMException(
    `Cannot check ${name}: no answer within ${timeoutMs} ms`,
    "TimeoutError",
  );
  abort.abort(error);
  return { outcome: judge({ error }), late: running.then(asLate) };
}

/** A dependency that answers after its time is degraded, not dead. */
function asLate(outcome: CheckOutcome): CheckOutcome | undefined {
  if (outcome.status === "fail") return undefined;
  return { ...outcome, status: "warn", code: "timeout" };
}

async function run(
  check: PreparedCheck,
  signal: AbortSignal,
  fetch: CheckFetch | undefined,
): Promise<Ran> {
  try {
    return { value: await check.run(fetch === undefined ? { signal } : { signal, fetch }) };
  } catch (error) {
    return { error };
  }
}
