/** Runs something once, some time later; returns what prevents it. */
export type After = (ms: number, run: () => void) => () => void;

export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
