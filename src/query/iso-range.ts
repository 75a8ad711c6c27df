import type { TimeRange } from "../core/store.ts";

/** Tells the bounds of a range as answers do. */
export function isoRange({ fromMs, toMs }: TimeRange): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
