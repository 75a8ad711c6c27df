/** Where time comes from; a parameter everywhere, so that tests need no patched globals. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970. */
  now(): number;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  monotonicMs(): number;
  /** Resolves after `ms` without keeping a server process alive. */
  delay(ms: number): Promise<void>;
}

interface ServerTimer {
  unref?(): void;
}

/**
 * Reads the runtime's clocks.
 *
 * On workerd both clocks stand still between I/O operations, so a purely computing handler takes 0 ms
 * (platform fact, 2026-11).
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  delay: (ms) =>
    new Promise((resolve) => {
      unref(setTimeout(resolve, ms));
    }),
};

/** @param timer a number on workerd and in browsers, an object with `unref` on Deno, Bun and Node */
function unref(timer: number | ServerTimer): void {
  if (typeof timer === "object") timer.unref?.();
}
