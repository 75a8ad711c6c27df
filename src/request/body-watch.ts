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
import type { StreamWatch } from "./stream-watch.ts";

export interface BodyWatchOptions {
  /** Which bodies are captured for the log line. */
  readonly bodies: BodyLogOptions;
  /** Whether the bytes of all other bodies are counted where no header tells them. */
  readonly isMeasuring: boolean;
}

/** A request and its answer. */
export interface AnsweredRequest {
  readonly request: Request;
  readonly response: Response;
  /** Undefined where the headers do not tell it. */
  readonly bytesOut: number | undefined;
}

/** Sees to it that a request's body is watched as asked; undefined where there is nothing to watch. */
export function watchRequestBody(
  request: Request,
  { bodies, isMeasuring }: BodyWatchOptions,
): WatchedRequest | undefined {
  const captured = bodies.request && captureRequestBody(request, bodies.request);
  return captured ?? (isMeasuring ? measureRequestBody(request) : undefined);
}

/**
 * Sees to it that a response's body is watched, as asked or because it is a stream that may fail; undefined where there
 * is nothing to watch, as with HEAD.
 */
export function watchResponseBody(
  { request, response, bytesOut }: AnsweredRequest,
  { bodies, isMeasuring }: BodyWatchOptions,
  streams: StreamWatch,
): WatchedResponse | undefined {
  if (request.method === "HEAD") return undefined;
  const captured = bodies.response && captureResponseBody(response, bodies.response);
  if (captured !== undefined || bytesOut !== undefined) return captured;
  return isMeasuring || streams.isStreamed(response) ? measureResponseBody(response) : undefined;
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
