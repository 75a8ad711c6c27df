import { setTimeout as delay } from "node:timers/promises";

const pauseMs = 25;

/** Asks again and again until the answer is yes; throws after `deadlineMs`. */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  deadlineMs: number,
): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    if (await ask()) return;
    if (performance.now() > end) throw new Error(`Waited ${deadlineMs} ms in vain: ${what}`);
    await delay(pauseMs);
  }
}

/** Rejects when the promise has not settled within `deadlineMs`. */
export async function within<T>(what: string, promise: Promise<T>, deadlineMs: number): Promise<T> {
  const timer = new AbortController();
  const late = delay(deadlineMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${deadlineMs} ms in vain: ${what}`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
