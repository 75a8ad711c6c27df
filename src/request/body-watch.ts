import type { RequestEvent } from "../core/event.ts";
import {
  captureRequestBody,
  captureResponseBody,
  measureRequestBody,
  measureResponseBody,
  type WatchedRequest,
  type WatchedResponse,
} from "./body-capture.ts";
import { bodyFields, type BodyLogOptions } from "./body-log.ts";
import type { BodyOutcome, CapturedBody } from "./body-recorder.ts";

export interface BodyWatchOptions {
  /** Which bodies are captured for the log line. */
  readonly bodies: BodyLogOptions;
  /** Whether the bytes of all other bodies are counted where no header tells them. */
  readonly isMeasuring: boolean;
}

/** Sees to it that a request's body is watched as asked; undefined where there is nothing to watch. */
export function watchRequestBody(
  request: Request,
  { bodies, isMeasuring }: BodyWatchOptions,
): WatchedRequest | undefined {
  const captured = bodies.request && captureRequestBody(request, bodies.request);
  return captured ?? (isMeasuring ? measureRequestBody(request) : undefined);
}

/** Sees to it that a response's body is watched as asked; undefined where there is nothing to watch, as with HEAD. */
export function watchResponseBody(
  request: Request,
  response: Response,
  bytesOut: number | undefined,
  { bodies, isMeasuring }: BodyWatchOptions,
): WatchedResponse | undefined {
  if (request.method === "HEAD") return undefined;
  const captured = bodies.response && captureResponseBody(response, bodies.response);
  if (captured !== undefined || !isMeasuring || bytesOut !== undefined) return captured;
  return measureResponseBody(response);
}

/** The size of a body that has passed as a whole. */
export function sizeOf(body: CapturedBody | undefined): number | undefined {
  return body?.isComplete === true ? body.byteLength : undefined;
}

/** Adds to an event what was seen of the bodies until now; without an outcome the response is still being sent. */
export function withBodies(
  event: RequestEvent,
  request: CapturedBody | undefined,
  response: CapturedBody,
  outcome: BodyOutcome | undefined,
): RequestEvent {
  return {
    ...event,
    failure: event.failure ?? response.failure,
    details: { ...event.details, ...bodyFields("response", response) },
    bytesIn: event.bytesIn ?? sizeOf(request),
    // Of a response that broke off, what was sent counts, not what was announced.
    bytesOut: outcome === undefined ? event.bytesOut : response.byteLength,
  };
}
