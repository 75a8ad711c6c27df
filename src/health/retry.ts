import { systemClock, type Clock } from "../core/clock.ts";
import { readProperty } from "../core/read-property.ts";

export interface RetryOptions {
  /** How often to try at most, the first time included. @default 3 */
  readonly attempts?: number | undefined;
  /** How long to wait at first; it doubles each time. @default 100 */
  readonly backoffMs?: number | undefined;
  /** @default 5000 */
  readonly maxBackoffMs?: number | undefined;
  /** Which part of the wait is left to chance, from 0 to 1. @default 1 */
  readonly jitter?: number | undefined;
  /** @default all but those of a caller who gave up, or of an open circuit */
  readonly isRetryable?: ((thrown: unknown) => boolean) | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined;
}

/** Calls again when it fails; rejects with the last failure, or with the reason of the signal. */
export async function withRetry<T>(
  call: (attempt: number) => T | Promise<T>,
  {
    attempts = 3,
    backoffMs = 100,
    maxBackoffMs = 5_000,
    jitter = 1,
    isRetryable = isWorthRepeating,
    signal,
    clock = systemClock,
    random = Math.random,
  }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await call(attempt);
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
    }
    const longestMs = Math.min(maxBackoffMs, backoffMs * 2 ** (attempt - 1));
    await pause(longestMs * (1 - jitter * random()), signal, clock);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined, clock: Clock): Promise<void> {
  if (signal?.aborted === true) return;
  const waited = clock.delay(ms);
  if (signal === undefined) return await waited;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  function onAbort(): void {
    resolve();
  }
  signal.addEventListener("abort", onAbort);
  await Promise.race([waited, aborted]);
  signal.removeEventListener("abort", onAbort);
}

function isWorthRepeating(thrown: unknown): boolean {
  const name = readProperty(thrown, "name");
  return name !== "AbortError" && name !== "CircuitOpenError";
}
