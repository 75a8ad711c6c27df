import { parseSeriesKey, type Frame } from "../core/frame.ts";
import { Histogram } from "../metrics/histogram.ts";

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

/** Sums lifetime totals up by "METHOD route". */
export function summarize(totals: Frame): RequestSummary {
  const routes = new Map<string, { histogram: Histogram; statuses: Map<string, number> }>();
  let total = 0;
  let errors = 0;
  for (const [key, value] of Object.entries(totals.series)) {
    const { method, route, status } = parseSeriesKey(key);
    const name = `${method} ${route}`;
    const summary = routes.get(name) ?? { histogram: new Histogram(), statuses: new Map() };
    routes.set(name, summary);
    const before = summary.histogram.count;
    summary.histogram.merge(value);
    const count = summary.histogram.count - before;
    summary.statuses.set(status, (summary.statuses.get(status) ?? 0) + count);
    total += count;
    if (Number(status) >= 500) errors += count;
  }
  return {
    total,
    started: totals.started,
    requests: Object.fromEntries(
      [...routes].map(([name, { histogram, statuses }]) => [
        name,
        {
          count: histogram.count,
          average_ms:
            histogram.count === 0 ? 0 : Math.round(histogram.sumUs / histogram.count) / 1_000,
          status_codes: Object.fromEntries(statuses),
        },
      ]),
    ),
    errors: { total: errors, rate: total === 0 ? 0 : errors / total },
    dropped: totals.dropped,
  };
}
