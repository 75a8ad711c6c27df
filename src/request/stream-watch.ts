import { isByteStream } from "./body-tap.ts";

/** Contents that come piece by piece. */
const streamedTypes =
  /^(?:text\/event-stream|application\/(?:x-ndjson|ndjson|jsonl|json-seq)|multipart\/x-mixed-replace)(?:$|[;\s])/i;

/** What runtimes say of a body that is a string. */
const typeOfTexts = "text/plain;charset=UTF-8";

/** Tells which responses have bodies that may fail after their headers have been sent. */
export class StreamWatch {
  #tellsStreams: boolean | undefined;

  /**
   * Tells whether the body of a response is a stream of the application's, going by its headers, of which none tells its
   * length; a body that may be anything else is left untouched, so that its length is told as before.
   *
   * Node and workerd also tell a stream from a buffer where no header does; Deno and Bun do not (2026-11).
   */
  isStreamed(response: Response): boolean {
    const { headers } = response;
    const type = headers.get("content-type");
    if (type === null) return headers.has("transfer-encoding") || this.#isPlainStream(response);
    if (type === typeOfTexts) return false;
    if (type.startsWith("text/plain")) return headers.has("transfer-encoding");
    return streamedTypes.test(type);
  }

  #isPlainStream(response: Response): boolean {
    this.#tellsStreams ??= tellsStreams();
    if (!this.#tellsStreams) return false;
    try {
      const { body } = response;
      return body !== null && !body.locked && !isByteStream(body);
    } catch {
      return false;
    }
  }
}

/** Tells whether this runtime makes byte streams of buffers, and so tells them from what applications make. */
function tellsStreams(): boolean {
  const { body } = new Response(new Uint8Array(1));
  return body !== null && isByteStream(body);
}
