import type { RunningPlace } from "../core/running-place.ts";
import { honoRoute } from "./hono-route.ts";
import { methodLabel } from "./method.ts";
import type { Scope } from "./scope.ts";
import { urlPath } from "./url-path.ts";
import type { UsageLabels } from "./usage-labels.ts";

export interface PlaceOptions {
  /** Finds the route of a request that no router has labelled. */
  readonly labelRoute: (request: Request, path: string, status: number) => string | undefined;
  readonly labels: UsageLabels;
}

/** The handler of what no invocation has seen, such as a timer. */
const outside = "runtime";

/** Tells where something failed; its line need not have been written yet. */
export function findPlace(
  scope: Scope | undefined,
  status: number,
  { labelRoute, labels }: PlaceOptions,
): RunningPlace {
  const { requestId, traceId, spanId, handler = outside } = scope ?? {};
  const ids = { handler, requestId, traceId, spanId };
  const root = scope?.root;
  const request = root?.incoming;
  if (root === undefined || request === undefined) {
    return { ...ids, method: undefined, route: undefined, path: undefined, consumer: undefined };
  }
  const path = urlPath(request.url);
  const routed = routeOf(root, status);
  const set = labels.consumerIn({ consumer: root.readLine("consumer") });
  return {
    ...ids,
    method: methodLabel(request.method),
    route: routed === undefined ? labelRoute(request, path, status) : (routed ?? undefined),
    path,
    consumer: set ?? (root.consumer ??= labels.consumerOf(request)),
  };
}

/** Null where nothing but middleware matched, undefined where no router has spoken. */
function routeOf({ route, router }: Scope, status: number): string | null | undefined {
  if (route !== undefined || router === undefined) return route;
  try {
    return honoRoute(router, status);
  } catch {
    return undefined;
  }
}
