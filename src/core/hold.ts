import type { Background } from "./background.ts";

/** Lets a request keep work alive, if there is one; the failure of either is noticed by nobody. */
export function hold(work: Promise<unknown>, background: Background | undefined): void {
  const quiet = work.catch(() => {});
  try {
    background?.waitUntil(quiet);
  } catch {
    // The request has ended; the work may go on all the same.
  }
}
