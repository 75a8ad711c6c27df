import type { Clock } from "../core/clock.ts";

export interface TimeoutOptions {
  /** Of what is waited for. */
  readonly name: string;
  /** Undefined for no end. */
  readonly timeoutMs: number | undefined;
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
}

/** Runs work that gets so much time; rejects with a TimeoutError, also when it does not heed its signal. */
export async function withTimeout<T>(
  work: (signal: AbortSignal | undefined) => T | Promise<T>,
  { name, timeoutMs, signal, clock }: TimeoutOptions,
): Promise<T> {
  if (timeoutMs === undefined) return await work(signal);
  const controller = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  let isDone = false;
  async function giveUpAfter(ms: number): Promise<void> {
    await clock.delay(ms);
    if (isDone) return;
    const error = new DOMException(`Cannot call ${name}: no answer in ${ms} ms`, "TimeoutError");
    controller.abort(error);
    reject(error);
  }
  void giveUpAfter(timeoutMs);
  const own = controller.signal;
  try {
    return await Promise.race([
      work(signal === undefined ? own : AbortSignal.any([signal, own])),
      over,
    ]);
  } finally {
    isDone = true;
  }
}

/** Waits for a moment of the monotonic clock, or until the caller gives up. */
export async function pauseUntil(
  timeMs: number,
  signal: AbortSignal | undefined,
  clock: Clock,
): Promise<void> {
  const waitMs = timeMs - clock.monotonicMs();
  if (waitMs <= 0) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  function onAbort(): void {
    resolve();
  }
  signal?.addEventListener("abort", onAbort);
  await Promise.race([clock.delay(waitMs), aborted]);
  signal?.removeEventListener("abort", onAbort);
  signal?.throwIfAborted();
}
