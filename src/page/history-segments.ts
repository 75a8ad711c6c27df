import type { HealthComponent } from "../health/health-document.ts";

/** A time through which a check said the same. */
export interface HistorySegment {
  readonly status: HealthComponent["status"];
  readonly fromMs: number;
  readonly toMs: number;
  /** Code of the failure. */
  readonly output: string | undefined;
}

/** Lists what a check said through a time; before the first change that is remembered, nobody knows. */
export function historySegments(
  { history }: Pick<HealthComponent, "history">,
  fromMs: number,
  toMs: number,
): readonly HistorySegment[] {
  const changes = history
    .map(({ time, to: status, output }) => ({ startMs: Date.parse(time), status, output }))
    .toSorted((a, b) => a.startMs - b.startMs);
  const spans = [{ startMs: -Infinity, status: "unknown" as const, output: undefined }, ...changes];
  return spans.flatMap(({ startMs, status, output }, at) => {
    const from = Math.max(fromMs, startMs);
    const to = Math.min(toMs, spans[at + 1]?.startMs ?? Infinity);
    return from < to ? [{ status, fromMs: from, toMs: to, output }] : [];
  });
}
