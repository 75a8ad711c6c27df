import type { Frame } from "../core/frame.ts";
import { groupSeries } from "../metrics/group-series.ts";

/** The requests of one "METHOD route" since counting began. */
export interface RouteSummary {
  readonly count: number;
  readonly average_ms: number;
  readonly status_codes: Readonly<Record<string, number>>;
}

export interface RequestSummary {
  readonly total: number;
  readonly started: number;
  readonly requests: Readonly<Record<string, RouteSummary>>;
  readonly errors: { readonly total: number; readonly rate: number };
  readonly dropped: Readonly<Record<string, number>>;
}

interface Summed {
  count: number;
  sumUs: number;
  readonly statuses: Map<string, number>;
}

/** Sums lifetime totals up by "METHOD route". */
export function summarize(totals: Frame): RequestSummary {
  const routes = new Map<string, Summed>();
  let total = 0;
  let errors = 0;
  for (const { labels, series } of groupSeries(totals, ["method", "route", "status"])) {
    const { method = "", route = "", status = "" } = labels;
    const { count, sumUs } = series.durations;
    const name = `${method} ${route}`;
    const summed = routes.get(name) ?? { count: 0, sumUs: 0, statuses: new Map<string, number>() };
    routes.set(name, summed);
    summed.count += count;
    summed.sumUs += sumUs;
    summed.statuses.set(status, (summed.statuses.get(status) ?? 0) + count);
    total += count;
    if (Number(status) >= 500) errors += count;
  }
  return {
    total,
    started: totals.started,
    requests: Object.fromEntries(
      [...routes].map(([name, { count, sumUs, statuses }]) => [
        name,
        {
          count,
          average_ms: count === 0 ? 0 : Math.round(sumUs / count) / 1_000,
          status_codes: Object.fromEntries(statuses),
        },
      ]),
    ),
    errors: { total: errors, rate: total === 0 ? 0 : errors / total },
    dropped: Object.fromEntries(totals.dropped),
  };
}
