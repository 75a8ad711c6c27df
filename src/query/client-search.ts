import type {
  OverviewParams,
  QueryParams,
  RangeParams,
  SeriesParams,
  UsageParams,
} from "./client-params.ts";

/** Writes a question for usage as the server reads it. */
export function usageSearch(params: UsageParams): URLSearchParams {
  const { order, compare, cursor } = params;
  return searchOf(params, { order: order?.join(","), compare, cursor });
}

export function seriesSearch(params: SeriesParams): URLSearchParams {
  return searchOf(params, { measures: params.measures?.join(",") });
}

export function overviewSearch(params: OverviewParams): URLSearchParams {
  return searchOf(params, {});
}

/** Every parameter under its own name. */
export function plainSearch(params: RangeParams): URLSearchParams {
  const search = new URLSearchParams();
  const entries: [name: string, value: string | number | Date | undefined][] =
    Object.entries(params);
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    search.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return search;
}

function searchOf(
  { from, to, step, by, filters = {}, limit, objective }: QueryParams,
  more: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const search = new URLSearchParams();
  const texts = {
    from: timeText(from),
    to: timeText(to),
    step,
    by: by?.join(","),
    limit: limit?.toString(),
    objective: objective?.toString(),
    ...more,
  };
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) search.set(name, text);
  for (const [name, given] of Object.entries(filters)) {
    const values = typeof given === "object" ? given : [given];
    for (const value of values) search.append(name, String(value));
  }
  return search;
}

function timeText(time: string | Date | undefined): string | undefined {
  return typeof time === "object" ? time.toISOString() : time;
}
