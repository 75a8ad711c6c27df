import type { Frame } from "../core/frame.ts";
import { otherValue, parseSeriesKey } from "../core/labels.ts";
import { requestsOf } from "../metrics/requests-of.ts";

interface Counted {
  readonly requests: number;
  readonly errors: number;
}

/** What one route has counted. */
export interface RouteCount extends Counted {
  readonly service: string;
  readonly method: string;
  readonly route: string;
}

/** What was ever counted, and by which routes. */
export interface LiveTotals extends Counted {
  readonly routes: ReadonlyMap<string, RouteCount>;
}

/** What routes have counted between two readings. */
export interface RouteDeltas {
  readonly routes: readonly RouteCount[];
  /** What those counted that are not listed; absent where all are. */
  readonly other?: Counted;
}

/** Adds lifetime totals up by route. */
export function sumTotals({ series }: Frame): LiveTotals {
  const routes = new Map<string, RouteCount>();
  let [requests, errors] = [0, 0];
  for (const [key, value] of series) {
    const { service, method, route, status } = parseSeriesKey(key);
    const count = requestsOf(value);
    const failed = Number(status) >= 500 ? count : 0;
    requests += count;
    errors += failed;
    // What there was no room to name takes in routes that had names before: only the sum of all tells what is new in it.
    if (service === otherValue || route === otherValue) continue;
    const name = JSON.stringify([service, method, route]);
    const known = routes.get(name) ?? { service, method, route, requests: 0, errors: 0 };
    routes.set(name, {
      ...known,
      requests: known.requests + count,
      errors: known.errors + failed,
    });
  }
  return { requests, errors, routes };
}

/** Lists what has come since, the busiest routes first; undefined where nothing has. */
export function routeDeltas(
  before: LiveTotals,
  now: LiveTotals,
  maxRoutes: number,
): RouteDeltas | undefined {
  if (now.requests === before.requests) return undefined;
  const grown = Array.from(now.routes, ([name, route]) =>
    difference(route, before.routes.get(name)),
  );
  const routes = grown
    .filter(({ requests }) => requests > 0)
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, maxRoutes);
  const other = { requests: now.requests - before.requests, errors: now.errors - before.errors };
  for (const { requests, errors } of routes) {
    other.requests -= requests;
    other.errors -= errors;
  }
  return { routes, ...(other.requests === 0 && other.errors === 0 ? {} : { other }) };
}

/** A route that has lost its name in part has less than before: what is new of it is told with the others. */
function difference(route: RouteCount, before: Counted = { requests: 0, errors: 0 }): RouteCount {
  const requests = Math.max(0, route.requests - before.requests);
  return { ...route, requests, errors: Math.max(0, route.errors - before.errors) };
}
