export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs at most `max` works at once; the others wait for their turn, in order. */
export function createLimiter(max: number): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes to the next one as it is.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
