import { contentLengthOf, defaultContentTypes, hasNoBody, isCapturable } from "./body-content.ts";
import { BodyRecorder, type CapturedBody } from "./body-recorder.ts";
import { requestSize } from "./body-sizes.ts";
import { isByteStream, tapStream } from "./body-tap.ts";

export interface BodyCaptureOptions {
  /**
   * The content types to capture, with `*` for any part: `application/vnd.*+json`. Event streams and encoded contents
   * are never captured.
   *
   * @default JSON, forms and plain text
   */
  readonly contentTypes?: readonly string[] | undefined;
  /** How much of a body is kept. @default 4096 */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 4_096;

/** A request that goes on, and what is seen of its body. */
export interface WatchedRequest {
  readonly request: Request;
  readonly captured: CapturedBody;
}

/** A response that goes on, and what is seen of its body. */
export interface WatchedResponse {
  readonly response: Response;
  readonly captured: CapturedBody;
}

/**
 * Watches the body of a request; undefined, with nothing touched, where there is none to capture.
 *
 * Hand the request it returns to the handler instead of the original one. It is a new object: what knows requests by
 * identity, such as Bun's `server.requestIP` or a WeakMap, has to be asked with the original. workerd and Deno send a
 * stream made in JavaScript in chunks, so that an origin to which the handler passes the request on is told no
 * `content-length` (2026-11).
 */
export function captureRequestBody(
  request: Request,
  options: BodyCaptureOptions = {},
): WatchedRequest | undefined {
  const { contentTypes = defaultContentTypes, maxBytes = defaultMaxBytes } = options;
  const { method, headers } = request;
  if (method === "GET" || method === "HEAD" || contentLengthOf(headers) === 0) return undefined;
  if (!isCapturable(headers, contentTypes)) return undefined;
  return tapRequest(request, new BodyRecorder(headers.get("content-type") ?? "", maxBytes));
}

/** Counts the bytes of a request's body where its headers do not tell them; undefined where they do. */
export function measureRequestBody(request: Request): WatchedRequest | undefined {
  if (requestSize(request) !== undefined) return undefined;
  const captured = new BodyRecorder();
  return hasNone(request, captured) ? { request, captured } : tapRequest(request, captured);
}

function tapRequest(request: Request, captured: BodyRecorder): WatchedRequest | undefined {
  try {
    const { body } = request;
    if (body === null || body.locked || request.bodyUsed) return undefined;
    const tapped = tapStream(body, captured, isByteStream(body) ? "bytes" : undefined);
    return { request: withBody(request, tapped), captured };
  } catch {
    return undefined;
  }
}

/**
 * Watches the body of a response; undefined, with nothing touched, where there is none to capture.
 *
 * Send the response it returns instead of the original one. Do not ask for the answer to a HEAD request: its body is
 * never sent, and the runtime tells its length only while it is untouched. A response of known length is sent in chunks
 * by workerd, and by Deno where no header names the length (2026-11). A FixedLengthStream would keep the length, and
 * break the responses whose header is wrong, which runtimes forgive.
 */
export function captureResponseBody(
  response: Response,
  options: BodyCaptureOptions = {},
): WatchedResponse | undefined {
  const { contentTypes = defaultContentTypes, maxBytes = defaultMaxBytes } = options;
  if (hasNoBody(response.status)) return undefined;
  const { headers } = response;
  if (!isCapturable(headers, contentTypes)) return undefined;
  return tapResponse(response, new BodyRecorder(headers.get("content-type") ?? "", maxBytes));
}

/**
 * Counts the bytes of a response's body, of whatever content.
 *
 * Send the response it returns instead of the original one; the platform facts of `captureResponseBody` hold.
 */
export function measureResponseBody(response: Response): WatchedResponse | undefined {
  const captured = new BodyRecorder();
  return hasNone(response, captured) ? { response, captured } : tapResponse(response, captured);
}

function tapResponse(response: Response, captured: BodyRecorder): WatchedResponse | undefined {
  try {
    const { body } = response;
    if (body === null || body.locked || response.bodyUsed) return undefined;
    return { response: new Response(tapStream(body, captured), response), captured };
  } catch {
    return undefined;
  }
}

/** Tells whether there is no body, which ends it. */
function hasNone(message: Request | Response, captured: BodyRecorder): boolean {
  try {
    if (message.body !== null) return false;
  } catch {
    return false;
  }
  captured.end("complete");
  return true;
}

function withBody(request: Request, body: ReadableStream): Request {
  // Node, Deno and Bun refuse a stream without the member `duplex`.
  const init = { body, duplex: "half" };
  try {
    return new Request(request, init);
  } catch {
    // The requests of @hono/node-server are taken by its own constructor only, which may be left uninstalled (2.1).
    const { url, method, headers, signal } = request;
    return new Request(url, { ...init, method, headers, signal });
  }
}
