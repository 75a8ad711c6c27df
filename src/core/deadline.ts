import type { Clock } from "./clock.ts";

/** Rejects with a TimeoutError when `work` takes longer than `timeoutMs`; `work` itself goes on, and its failure is noticed by nobody. */
export async function withDeadline<T>(
  work: Promise<T>,
  what: string,
  timeoutMs: number,
  clock: Clock,
): Promise<T> {
  const late = Symbol("late");
  const result = await Promise.race([work, clock.delay(timeoutMs).then((): typeof late => late)]);
  if (result !== late) return result;
  throw new DOMException(`Cannot ${what}: no answer within ${timeoutMs} ms`, "TimeoutError");
}
