import type { FetchInput } from "../core/fetch-input.ts";
import { isRequest } from "./outbound-target.ts";

const scratchBytes = 4_096;
const encoder = new TextEncoder();

/** Tells the lengths of bodies that are sent, as far as they show without reading a stream. */
export class BodySizes {
  readonly #scratch = new Uint8Array(scratchBytes);

  of(input: FetchInput, init: RequestInit | undefined): number | undefined {
    const body: unknown = init?.body ?? (isRequest(input) ? input.body : null);
    if (body === null || body === undefined) return 0;
    if (typeof body === "string") return this.#lengthOf(body);
    if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
    return body instanceof Blob ? body.size : undefined;
  }

  /** Allocates nothing for short texts, which most are. */
  #lengthOf(text: string): number {
    const { read, written } = encoder.encodeInto(text, this.#scratch);
    return read === text.length ? written : encoder.encode(text).length;
  }
}

/** Tells whether a body can be sent a second time, as streams cannot. */
export function isRepeatable(input: FetchInput, init: RequestInit | undefined): boolean {
  const body: unknown = init?.body;
  if (body === undefined || body === null) return !isRequest(input) || input.body === null;
  return (
    typeof body === "string" ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof Blob ||
    body instanceof URLSearchParams ||
    body instanceof FormData
  );
}
