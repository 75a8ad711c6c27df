import type { Clock } from "../core/clock.ts";
import type { Failure, RequestEvent } from "../core/event.ts";
import type { Fields } from "../core/fields.ts";
import { bodyFields } from "./body-log.ts";
import { requestSize, responseSize } from "./body-sizes.ts";
import { sizeOf } from "./body-watch.ts";
import { methodLabel } from "./method.ts";
import type { RequestFacts } from "./request-details.ts";
import type { UsageLabels } from "./usage-labels.ts";
import type { Visit } from "./visit.ts";

export interface RequestEventOptions {
  readonly clock: Clock;
  /** Finds the route of a request that no router has labelled. */
  readonly labelRoute: (request: Request, path: string, status: number) => string | undefined;
  /** Reads the facts that only the log line tells. */
  readonly details: (
    request: Request,
    response: Response | undefined,
    facts: RequestFacts,
  ) => Fields | undefined;
  readonly labels: UsageLabels;
  /** Told what goes wrong in the library itself; the handler never is. */
  readonly onInternalError: (error: unknown) => void;
}

/** How a request ended. */
export interface Answer {
  readonly status: number;
  readonly response: Response | undefined;
  readonly failure: Failure | undefined;
}

/** Makes the one event of a request. */
export function toRequestEvent(
  visit: Visit,
  answer: Answer,
  options: RequestEventOptions,
): RequestEvent {
  const { clock, labels } = options;
  const { request, requestBody, path, scope, startMs } = visit;
  const { status, response } = answer;
  const method = methodLabel(request.method);
  const added = scope.takeLine();
  const set = labels.consumerIn(added);
  const consumer = set === undefined ? (scope.consumer ?? labels.consumerOf(request)) : undefined;
  const bytesIn = requestSize(request) ?? sizeOf(requestBody);
  const bytesOut = responseSize(request.method, status, response);
  return {
    kind: "http.request",
    correlation: scope,
    timeMs: clock.now(),
    durationMs: clock.monotonicMs() - startMs,
    method,
    originalMethod: method === "_OTHER" ? request.method : undefined,
    path,
    route: routeOf(visit, status, options),
    status,
    bytesIn,
    bytesOut,
    cpuMs: undefined,
    labels: labels.of(request, response, added, set ?? consumer),
    details: detailsOf(visit, response, { bytesIn, bytesOut, consumer }, options),
    added,
    failure: answer.failure,
    calls: scope.calls,
    callsDropped: scope.callsDropped,
  };
}

function routeOf(
  { request, path, scope }: Visit,
  status: number,
  options: RequestEventOptions,
): string | undefined {
  if (scope.route !== undefined) return scope.route ?? undefined;
  try {
    return options.labelRoute(request, path, status);
  } catch (error) {
    options.onInternalError(error);
    return undefined;
  }
}

function detailsOf(
  { request, requestBody }: Visit,
  response: Response | undefined,
  facts: RequestFacts,
  options: RequestEventOptions,
): Fields | undefined {
  try {
    const details = options.details(request, response, facts);
    return requestBody === undefined
      ? details
      : { ...details, ...bodyFields("request", requestBody) };
  } catch (error) {
    options.onInternalError(error);
    return undefined;
  }
}
